// slurm-factory publish, revoke: what was built here -> a site that people install from.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/publish_parts.h"
#include "cli/services.h"
#include "cli/site_options.h"
#include "publish/revoke.h"

namespace sf {
namespace {

struct PublishCommand {
    SiteOptions site;
    ContentOptions content;
    std::vector<std::string> wanted;
    std::string compiler;
    fs::path program;
    PublishWhat what = PublishWhat::all;
    bool dry_run = false, json = false;

    void run(Services& services) const {
        if (!compiler.empty() + !program.empty() + !wanted.empty() > 1)
            throw Error(ErrorKind::usage, "BUILD, --compiler and --program are three things to publish",
                        "publish them one by one");
        const auto progress = services.progress();
        const OpenSite open(site, services, *progress);
        const auto result = publish(open, services);
        print(json ? pretty_json(open.to_json(result)) : open.to_text(result, dry_run));
    }

    PublishResult publish(const OpenSite& open, Services& services) const {
        if (!compiler.empty()) return open.publish_compiler(compiler, dry_run);
        if (!program.empty()) return open.publish_program(program, dry_run);
        PublishRequest request;
        request.builds = find_builds(wanted, services.home().builds());
        request.parts = parts_of(what);
        request.dry_run = dry_run;
        return open.publish(std::move(request), content);
    }
};

struct RevokeCommand {
    SiteOptions site;
    RevokeRequest request;
    std::string base_url;
    bool undo = false, json = false;

    void run(Services& services) {
        if (undo != request.reason.empty())
            throw Error(ErrorKind::usage, "either --reason TEXT or --undo is needed",
                        "the reason is shown to whoever is refused");
        if (request.reason.find('\n') != std::string::npos)
            throw Error(ErrorKind::usage, "the reason has more than one line", "put the rest where it links to");
        request.valid_days = site.valid_days;
        const auto progress = services.progress();
        const OpenSite open(site, services, *progress);
        Json rows = Json::array();
        std::string text;
        const auto revocation = revoke_builds(request, open.publisher());
        for (const auto& build : revocation.builds) {
            rows.push_back(Json{{"id", build.id()}, {"hash", build.hash}, {"revoked", build.revoked}});
            text += fmt::format("{}{} {} /{}\n", request.dry_run ? "would be " : "",
                                undo ? "good again:" : "revoked:", build.id(), build.hash);
        }
        if (!base_url.empty() && !request.dry_run) open.put_page(revocation.index, base_url);
        print(json ? pretty_json(rows) : text);
    }
};

}  // namespace

void add_publish_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<PublishCommand>();
    auto* command = app.add_subcommand("publish", "Publish what was built to a site that people install from");
    command->add_option("BUILD", options->wanted,
                        "a tarball, or a release or version of builds/ of the home (default: all that lies there)");
    options->site.add_to(*command);
    add_what_option(*command, options->what);
    command->add_option("--compiler", options->compiler, "publish this gcc, which build-compiler made, instead")
        ->type_name("VERSION");
    command
        ->add_option("--program", options->program,
                     "publish slurm-factory itself instead: the folder that packaging/make-packages.sh has filled")
        ->type_name("DIR");
    options->content.add_to(*command);
    command->add_flag("--dry-run", options->dry_run, "show what would be put there, with sizes, and change nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory publish --to s3://bucket/slurm --signing-key 0123456789ABCDEF0123456789ABCDEF01234567\n"
        "  slurm-factory publish 25.11 --what tarball --to /srv/www/slurm --gpg-private-key-file key.asc --dry-run\n"
        "  slurm-factory publish --compiler 13.4.0 --to s3://bucket/slurm --gpg-private-key-file key.asc\n"
        "  slurm-factory publish --program out/packages --to s3://bucket/slurm --gpg-private-key-file key.asc");
    command->callback([options, &services] { options->run(services); });
}

void add_revoke_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<RevokeCommand>();
    auto& request = options->request;
    auto* command = app.add_subcommand("revoke", "Mark what a site publishes as not to be installed any more");
    command
        ->add_option("BUILD", request.wanted,
                     "a release (24.11), a version (24.11.5), /HASH of Slurm or a tarball's name")
        ->required();
    options->site.add_to(*command);
    command->add_option("--reason", request.reason, "one line for whoever is refused")->type_name("TEXT");
    command
        ->add_option("--base-url", options->base_url,
                     "where people find the site: writes the page to browse anew (default: it stays as it is)")
        ->type_name("URL")
        ->envname("SLURM_FACTORY_BASE_URL");
    command->add_flag("--undo", options->undo, "it is good again");
    command->add_option("--toolchain", request.toolchain, "only what was built for this one")->type_name("NAME");
    command->add_flag("--dry-run", request.dry_run, "show what would be revoked, and change nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory revoke 24.11.5 --reason CVE-2026-0001 --to s3://bucket/slurm --gpg-private-key-file key.asc\n"
        "  slurm-factory revoke 24.11.5 --toolchain bookworm --undo --to /srv/www/slurm --gpg-private-key-file "
        "key.asc");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
