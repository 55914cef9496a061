// slurm-factory build-slurm (alias build): from source to a bundle, and with --verify to a proven one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/publish_parts.h"
#include "cli/request_options.h"
#include "cli/site_options.h"
#include "cli/workshop.h"
#include "factory/proof_file.h"

namespace sf {

namespace {

struct BuildCommand {
    RequestOptions request;
    BuildOptions build;
    CacheOptions caches;
    std::string output;
    Compression compression = Compression::gzip;
    bool hierarchy = false;
    std::string explain;
    bool explain_given = false;
    bool verify = false, reproduce = false, dry_run = false, json = false;
    PublishWhat publish = PublishWhat::none;
    SiteOptions site;
    ContentOptions content;

    BundleOptions bundle_options(const Services& services) const {
        return {output.empty() ? services.home().builds() : fs::absolute(output), compression, hierarchy};
    }

    void show_plan(Services& services) const {
        auto plan = plan_request(request.to_request(services), services);
        if (json) {
            print(pretty_json(plan_to_json(plan)));
        } else if (explain_given) {
            print(explain_text(plan, explain));
        } else {
            print(plan_to_tree(plan));
            const Store store(services.home());
            const auto progress = services.progress();
            auto workshop = make_workshop(services, *progress);
            BuildCaches asked(caches, workshop);
            const auto bundle = bundle_options(services);
            const bool current = !build.no_cache && current_bundle(plan, services.catalog(), bundle);
            const auto tarball = bundle_paths(plan, bundle).tarball.string();
            print(current ? fmt::format("\n{} packages; would keep {}\n", plan.packages.size(), tarball)
                          : fmt::format("\n{}; would make {}\n", what_is_missing(plan, store, build, asked), tarball));
        }
    }

    // Opened before anything is built: who cannot publish wants to know that at once.
    std::unique_ptr<OpenSite> open_site(Services& services, Progress& progress) const {
        if (publish == PublishWhat::none) return nullptr;
        const auto wanted = request.to_request(services);
        if (!content.allow_eol)
            refuse_end_of_life(plan_request(wanted, services).release, services.catalog(), *services.clock);
        return std::make_unique<OpenSite>(site, services, progress);
    }

    PublishResult published(const OpenSite& open, const FactoryResult& result) const {
        PublishRequest wanted;
        wanted.builds = find_builds({result.tarball.string()}, result.tarball.parent_path());
        wanted.parts = parts_of(publish);
        return open.publish(std::move(wanted), content);
    }

    void make(Services& services) const {
        auto progress = services.progress();
        const auto open = open_site(services, *progress);
        auto workshop = make_workshop(services, *progress);
        FactoryOptions options;
        options.build = build;
        options.build.verbose = services.verbose;
        options.caches = caches;
        options.verify = verify;
        options.reproduce = reproduce;
        options.bundle = bundle_options(services);
        auto result = make_slurm(request.to_request(services), options, workshop);
        const bool proven = !result.proof || result.proof->passed();
        const bool reproduced = !result.reproduction || result.reproduction->same();
        std::optional<PublishResult> site_result;
        if (open && proven && reproduced) site_result = published(*open, result);
        if (json) {
            Json all = to_json(result);
            if (site_result) all["published"] = open->to_json(*site_result);
            print(pretty_json(all));
        } else {
            print(to_text(result) + (site_result ? open->to_text(*site_result, false) : ""));
        }
        if (!proven || !reproduced) services.status = static_cast<int>(ErrorKind::proof);
    }

    static Json to_json(const FactoryResult& result) {
        Json json = {{"tarball", result.tarball.string()},
                     {"nothing_to_do", result.nothing_to_do},
                     {"slurm", result.plan.slurm_version},
                     {"toolchain", result.plan.toolchain->name},
                     {"flavour", result.plan.request.flavour},
                     {"hash", result.plan.hash()},
                     {"seconds", result.seconds}};
        if (result.bundle) {
            json["sha256"] = result.bundle->sha256;
            json["bytes"] = result.bundle->bytes;
            json["glibc_floor"] = result.bundle->glibc_floor;
        }
        if (result.build) {
            json["packages"] = packages_to_json(*result.build);
            json["first_compile_at"] = result.build->first_compile_at;  // seconds of the monotonic clock
            json["last_compile_at"] = result.build->last_compile_at;
            json["cpu_s"] = result.build->cpu_s;
        }
        if (result.filled) json["filled"] = filled_to_json(*result.filled);
        if (result.proof) json["proof"] = report_to_json(*result.proof);
        if (result.reproduction) json["reproduction"] = reproduction_to_json(*result.reproduction);
        return json;
    }

    static std::string to_text(const FactoryResult& result) {
        if (result.nothing_to_do)
            return fmt::format("nothing to do: {} is current{}\n", result.tarball.string(),
                               fs::exists(proof_path(result.tarball)) ? " and proven" : "");
        std::string text;
        if (result.proof) text += report_to_text(*result.proof) + "\n";
        text += fmt::format("{}\n  {} packed, sha256 {}, needs glibc {}\n", result.tarball.string(),
                            format_bytes(result.bundle->bytes), result.bundle->sha256, result.bundle->glibc_floor);
        if (result.build) text += origins_to_text(*result.build, result.filled);
        if (result.reproduction) text += "\n" + reproduction_to_text(*result.reproduction);
        return text + fmt::format("  done in {}\n", format_duration(result.seconds));
    }
};

void add_options(CLI::App& command, BuildCommand& options, Services& services) {
    options.request.add_to(command);
    add_engine_options(command, options.build, services);
    add_cache_options(command, options.caches);
    command.add_flag("--verify", options.verify, "prove the bundle: boot a cluster from it in a clean root")
        ->envname("SLURM_FACTORY_VERIFY");
    command
        .add_flag("--verify-reproducible", options.reproduce,
                  "build everything a second time, as another user in another place, and compare the bundles")
        ->envname("SLURM_FACTORY_VERIFY_REPRODUCIBLE");
    command.add_option("--output-dir", options.output, "where the tarball goes (default: builds/ of the home folder)")
        ->type_name("DIR")
        ->envname("SLURM_FACTORY_OUTPUT_DIR");
    command.add_option("--compress", options.compression, "how the tarball is compressed: gzip or zstd")
        ->default_str("gzip")
        ->envname("SLURM_FACTORY_COMPRESS")
        ->type_name("FORMAT")
        ->transform(choice<Compression>({{"gzip", Compression::gzip}, {"zstd", Compression::zstd}}));
    command
        .add_flag("--enable-hierarchy", options.hierarchy, "modulefiles in Lmod's hierarchy Core, Compiler, MPI too")
        ->envname("SLURM_FACTORY_ENABLE_HIERARCHY");
    add_publish_option(command, options.publish);
    options.site.add_to(command);
    options.content.add_to(command);
    command.add_flag("--dry-run", options.dry_run, "show what would be built, and build nothing");
    add_explain_option(command, options.explain, options.explain_given);
    command.add_flag("--json", options.json, "the result as JSON");
}

}  // namespace

void add_build_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<BuildCommand>();
    auto* command =
        app.add_subcommand("build-slurm", "Build Slurm from source into a relocatable bundle")->alias("build");
    add_options(*command, *options, services);
    command->footer(
        "Examples:\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --minimal --verify\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --minimal --toolchain trixie --output-dir /srv/builds\n"
        "  slurm-factory build-slurm --slurm-version 24.11.7 --minimal --source slurm=./slurm-24.11.7.tar.bz2\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --minimal --dry-run\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --mirror https://example.org/buildcache\n"
        "  slurm-factory build-slurm --slurm-version 25.11 --verify --publish all --to s3://bucket/slurm \\\n"
        "      --signing-key 0123456789ABCDEF0123456789ABCDEF01234567");
    command->callback([options, &services] {
        if (options->dry_run || options->explain_given)
            options->show_plan(services);
        else
            options->make(services);
    });
}

}  // namespace sf
