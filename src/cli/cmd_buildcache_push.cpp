// slurm-factory buildcache push, update-index, prune.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "buildcache/local_cache.h"
#include "buildcache/prune.h"
#include "buildcache/rebuild_index.h"
#include "bundle/compressed_file.h"
#include "cli/buildcache_commands.h"
#include "cli/choice.h"
#include "cli/services.h"

namespace sf {
namespace {

// --layout of the commands that write.
void add_layout(CLI::App& command, std::optional<LayoutVersion>& layout) {
    command
        .add_option("--layout", layout,
                    "v3, or v2 for old readers: of a new mirror (default: the mirror's own, else v3)")
        ->type_name("LAYOUT")
        ->transform(choice<LayoutVersion>({{"v2", LayoutVersion::v2}, {"v3", LayoutVersion::v3}}));
}

struct PushCommand {
    PublishOptions publish;
    PushRequest request;
    bool json = false;

    void run(Services& services) {
        if (request.only != PushOnly::everything && request.wanted.empty())
            throw Error(ErrorKind::usage, "--only wants a PACKAGE that it is about", "slurm@24.11 --only dependencies");
        const auto home = services.home();
        const auto progress = services.progress();
        auto [signer, mirror, lock] = publish.open(services, *progress);
        request.scratch = home.tmp();
        request.valid_days = publish.days();
        request.jobs = usable_processors();
        const auto result =
            push_packages(request, Store(home), *mirror, *signer, *services.process, *services.clock, *progress);
        print(json ? pretty_json(to_json(result, *mirror, *signer)) : to_text(result, *mirror, *signer));
    }

    static Json to_json(const PushResult& result, const Mirror& mirror, const Signer& signer) {
        return {{"mirror", mirror.url()},
                {"serial", result.serial},
                {"fingerprint", signer.fingerprint()},
                {"packages", sf::to_json(result.packages)}};
    }

    static std::string to_text(const PushResult& result, const Mirror& mirror, const Signer& signer) {
        std::string text;
        std::size_t pushed = 0;
        for (const auto& package : result.packages) {
            if (package.was_there) continue;
            ++pushed;
            text += fmt::format("pushed {} {} /{} ({})\n", package.name, package.version, package.hash,
                                format_bytes(package.bytes));
        }
        return text + fmt::format("{}: {} packages pushed, {} were there; index {} signed by {}\n", mirror.url(),
                                  pushed, result.packages.size() - pushed, result.serial, signer.fingerprint());
    }
};

void add_push(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<PushCommand>();
    auto* command = buildcache.add_subcommand("push", "Push packages of the store, with all that they need to run");
    command->add_option("PACKAGE", options->request.wanted, "NAME, NAME@VERSION or /HASH (default: the whole store)");
    command
        ->add_option("--only", options->request.only,
                     "package: the named ones alone; dependencies: what they need alone (default: both)")
        ->type_name("WHAT")
        ->transform(choice<PushOnly>({{"package", PushOnly::package}, {"dependencies", PushOnly::dependencies}}))
        ->default_str("");
    add_layout(*command, options->request.layout);
    options->publish.add_to(*command);
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache push --signing-key 0123456789ABCDEF0123456789ABCDEF01234567\n"
        "  slurm-factory buildcache push slurm@24.11 --mirror file:///srv/buildcache --gpg-private-key-file key.asc\n"
        "  slurm-factory buildcache push slurm@24.11 --only dependencies --mirror /srv/noble/slurm/deps\n"
        "  slurm-factory buildcache push slurm@24.11 --layout v2 --mirror /srv/old-readers\n"
        "  slurm-factory buildcache push slurm@24.11 --mirror oci://registry.example.org/site/buildcache\n"
        "      (user and password: SLURM_FACTORY_OCI_USERNAME and SLURM_FACTORY_OCI_PASSWORD, or as docker login left "
        "them)");
    command->callback([options, &services] { options->run(services); });
}

struct UpdateIndexCommand {
    PublishOptions publish;
    std::optional<LayoutVersion> layout;
    bool json = false;

    void run(Services& services) {
        const auto progress = services.progress();
        auto [signer, mirror, lock] = publish.open(services, *progress);
        const auto rebuild = [&, &by = *signer, &on = *mirror](Index& index) {
            index = rebuild_index(on, by, index, *services.process, *progress);
        };
        const Index index = update_index(
            {*mirror, layout_to_write(*mirror, layout), *signer, *services.process, *services.clock, publish.days()},
            rebuild);
        print(json ? pretty_json({{"mirror", mirror->url()},
                                  {"serial", index.serial},
                                  {"expires", index.expires},
                                  {"packages", index.packages.size()}})
                   : fmt::format("{}: index {} of {} packages, valid until {}\n", mirror->url(), index.serial,
                                 index.packages.size(), format_utc(index.expires)));
    }
};

void add_update_index(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<UpdateIndexCommand>();
    auto* command = buildcache.add_subcommand("update-index",
                                              "Make the indexes again from what lies on the mirror, and renew them");
    add_layout(*command, options->layout);
    options->publish.add_to(*command);
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Example:\n"
        "  slurm-factory buildcache update-index --mirror file:///srv/buildcache --gpg-private-key-file key.asc");
    command->callback([options, &services] { options->run(services); });
}

struct PruneCommand {
    PublishOptions publish;
    PruneRequest request;
    bool json = false;

    void run(Services& services) {
        const auto progress = services.progress();
        auto [signer, mirror, lock] = publish.open(services, *progress);
        request.valid_days = publish.days();
        const auto result = prune_buildcache(request, *mirror, *signer, *services.process, *services.clock);
        std::uint64_t bytes = 0;
        for (const auto& file : result.removed) bytes += file.bytes;
        print(json ? pretty_json(to_json(result, *mirror, bytes)) : to_text(result, *mirror, bytes));
    }

    Json to_json(const PruneResult& result, const Mirror& mirror, std::uint64_t bytes) const {
        Json files = Json::array();
        for (const auto& file : result.removed) files.push_back(Json{{"path", file.path}, {"bytes", file.bytes}});
        return {{"mirror", mirror.url()},   {"dry_run", request.dry_run}, {"serial", result.serial},
                {"packages", result.kept},  {"dropped", result.dropped},  {"bytes", bytes},
                {"files", std::move(files)}};
    }

    std::string to_text(const PruneResult& result, const Mirror& mirror, std::uint64_t bytes) const {
        std::string text;
        for (const auto& file : result.removed) text += fmt::format("{:>9}  {}\n", format_bytes(file.bytes), file.path);
        return text + fmt::format("{}: {} files {} ({}), {} packages dropped, {} kept; index {}\n", mirror.url(),
                                  result.removed.size(), request.dry_run ? "would be removed" : "removed",
                                  format_bytes(bytes), result.dropped, result.kept, result.serial);
    }
};

void add_prune(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<PruneCommand>();
    auto* command = buildcache.add_subcommand(
        "prune", "Remove from a mirror what its signed index does not name, or all but a few");
    command
        ->add_option("--keep", options->request.keep,
                     "keep this package and what it needs to run, drop all others; may be repeated (default: keep all)")
        ->type_name("PACKAGE")
        ->allow_extra_args(false);
    options->publish.add_to(*command);
    command->add_flag("--json", options->json, "the result as JSON");
    command->add_flag("--dry-run", options->request.dry_run, "show what would be removed, and change nothing");
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache prune --mirror /srv/buildcache --gpg-private-key-file key.asc --dry-run\n"
        "  slurm-factory buildcache prune --keep slurm@24.11 --keep slurm@25.11 --mirror /srv/buildcache");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace

void PublishOptions::add_to(CLI::App& command) {
    mirror.add_to(command);
    signing.add_to(command);
    add_valid_days_option(command, valid_days);
}

int PublishOptions::days() const {
    return by_local_key() ? kLocalValidDays : valid_days;
}

Signer PublishOptions::signer(Services& services) const {
    if (by_local_key()) return Signer(local_key(services.home(), *services.process), *services.process);
    return signing.signer(services);
}

OpenMirror PublishOptions::open(Services& services, Progress& progress) const {
    std::unique_ptr<Signer> by(new Signer(signer(services)));
    auto written = open_writable_mirror(mirror.resolved(services), *services.http);
    auto lock = lock_mirror(*written, services, progress);
    if (by_local_key()) adopt_local_cache(*written, *by, services.home(), *services.process);
    return {std::move(by), std::move(written), std::move(lock)};
}

void add_publishing_commands(CLI::App& buildcache, Services& services) {
    add_push(buildcache, services);
    add_update_index(buildcache, services);
    add_prune(buildcache, services);
}

}  // namespace sf
