// slurm-factory build-compiler: a gcc of the catalog, for build-slurm --compiler-version.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/publish_parts.h"
#include "cli/request_options.h"
#include "cli/site_options.h"
#include "cli/workshop.h"

namespace sf {

namespace {

struct BuildCompilerCommand {
    RequestOptions request;
    BuildOptions build;
    CacheOptions caches;
    SiteOptions site;
    bool publish = false, dry_run = false, json = false;

    void show_plan(Services& services) const {
        const auto wanted = request.to_request(services);
        const auto& catalog = services.catalog();
        const auto plan = concretize_compiler(
            wanted, catalog,
            choose_sources(services.home(), *services.http, services.source_settings(), catalog, wanted));
        if (json) return print(pretty_json(plan_to_json(plan)));
        const auto progress = services.progress();
        auto workshop = make_workshop(services, *progress);
        BuildCaches asked(caches, workshop);
        print(plan_to_tree(plan) + "\n" + what_is_missing(plan, Store(services.home()), build, asked) + "\n");
    }

    void make(Services& services) {
        const auto progress = services.progress();
        auto workshop = make_workshop(services, *progress);
        build.verbose = services.verbose;
        const auto open = publish ? std::make_unique<OpenSite>(site, services, *progress) : nullptr;
        const auto result = make_compiler(request.to_request(services), build, caches, workshop);
        std::optional<PublishResult> published;
        if (open) published = open->publish_compiler(result.plan.gcc, false);
        if (json) {
            Json all = to_json(result);
            if (published) all["published"] = open->to_json(*published);
            return print(pretty_json(all));
        }
        print(to_text(result) + (published ? open->to_text(*published, false) : ""));
    }

    static Json to_json(const CompilerResult& result) {
        Json json = {{"compiler", "gcc " + result.plan.gcc}, {"toolchain", result.plan.toolchain->name},
                     {"prefix", result.prefix.string()},     {"hash", result.plan.hash()},
                     {"nothing_to_do", !result.build},       {"seconds", result.seconds}};
        if (result.build) json["packages"] = packages_to_json(*result.build);
        if (result.filled) json["filled"] = filled_to_json(*result.filled);
        return json;
    }

    static std::string to_text(const CompilerResult& result) {
        const auto& plan = result.plan;
        return fmt::format("{}gcc {} for {}: {}\n  build-slurm --toolchain {} --compiler-version {} compiles with it\n",
                           result.build ? "" : "nothing to do: ", plan.gcc, plan.toolchain->name,
                           result.prefix.string(), plan.toolchain->name, plan.gcc) +
               (result.build ? origins_to_text(*result.build, result.filled) +
                                   fmt::format("  done in {}\n", format_duration(result.seconds))
                             : "");
    }
};

}  // namespace

void add_build_compiler_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<BuildCompilerCommand>();
    auto* command = app.add_subcommand("build-compiler", "Build a gcc of the catalog, to compile Slurm with");
    options->request.add_compiler_options_to(*command);
    add_engine_options(*command, options->build, services);
    add_cache_options(*command, options->caches);
    add_publish_option(*command, options->publish);
    options->site.add_to(*command);
    command->add_flag("--dry-run", options->dry_run, "show what would be built, and build nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory build-compiler --compiler-version 13.4.0\n"
        "  slurm-factory build-compiler --compiler-version 12 --toolchain bookworm --dry-run\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --compiler-version 12 --verify");
    command->callback([options, &services] {
        if (options->dry_run)
            options->show_plan(services);
        else
            options->make(services);
    });
}

}  // namespace sf
