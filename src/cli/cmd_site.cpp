// slurm-factory site: the page to browse what is published.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "publish/build_index.h"
#include "publish/places.h"
#include "publish/trusted_builds.h"
#include "site/page.h"

namespace sf {

namespace {

struct SiteCommand {
    std::string mirror, index, base_url, fingerprint, folder;
    bool allow_stale = false, json = false;

    // What is published, as far as it can be believed.
    SiteFacts of_mirror(Services& services) const {
        const auto root = open_mirror(mirror, *services.http);
        const auto builds = load_trusted_builds(*root, TrustStore(services.home().trust()), *services.process,
                                                *services.clock, allow_stale);
        return site_facts(builds.index, services.catalog(), base_url.empty() ? root->url() : base_url,
                          builds.fingerprint);
    }

    SiteFacts of_file(Services& services) const {
        if (base_url.empty())
            throw Error(ErrorKind::usage, "--index needs --base-url URL", "where people will find what is published");
        return site_facts(parse_build_index(read_file(index), index), services.catalog(), base_url, fingerprint);
    }

    void run(Services& services) const {
        if (mirror.empty() == index.empty())
            throw Error(ErrorKind::usage, "either --mirror URL or --index FILE says what is published");
        const auto facts = index.empty() ? of_mirror(services) : of_file(services);
        const std::string page = render_site(facts);
        const fs::path path = fs::absolute(folder) / places::kPage;
        make_dirs(path.parent_path());
        write_file_atomic(path, page);
        print(json ? pretty_json({{"page", path.string()},
                                  {"bytes", page.size()},
                                  {"builds", facts.index.builds.size()},
                                  {"signed", facts.is_signed()}})
                   : fmt::format("{} ({}): {} builds{}\n", path.string(), format_bytes(page.size()),
                                 facts.index.builds.size(), facts.is_signed() ? "" : ", signed by nobody"));
    }
};

}  // namespace

void add_site_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<SiteCommand>();
    auto* command = app.add_subcommand("site", "Write the page to browse what is published: one file, for a browser");
    command->add_option("--mirror", options->mirror, "the root of what is published, whose key is trusted")
        ->type_name("URL");
    command
        ->add_option("--index", options->index, "instead, a list of builds as JSON, believed as it is: for a preview")
        ->type_name("FILE");
    command
        ->add_option("--base-url", options->base_url,
                     "where people find what is published, for the commands (default: --mirror)")
        ->type_name("URL");
    command->add_option("--fingerprint", options->fingerprint, "full fingerprint of the key that signs the builds")
        ->type_name("FINGERPRINT");
    command->add_option("--output", options->folder, "folder that gets index.html")->type_name("DIR")->required();
    command->add_flag("--allow-stale", options->allow_stale,
                      "take a list that has expired or is older than one seen before");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory site --mirror https://example.org/slurm --output ./page\n"
        "  slurm-factory site --mirror /srv/www/slurm --base-url https://example.org/slurm --output /srv/www/slurm\n"
        "  slurm-factory site --index builds.json --base-url https://example.org/slurm --output ./page \\\n"
        "      --fingerprint 0123456789ABCDEF0123456789ABCDEF01234567");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
