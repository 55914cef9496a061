#include "cli/engine_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "build/needed.h"
#include "cli/choice.h"
#include "cli/services.h"

namespace sf {
namespace {

std::string name_of(PackageOrigin origin) {
    switch (origin) {
        case PackageOrigin::built:
            return "built";
        case PackageOrigin::store:
            return "store";
        case PackageOrigin::buildcache:
            return "buildcache";
        case PackageOrigin::unneeded:
            break;
    }
    return "unneeded";
}

std::string place_of(const PackageResult& package) {
    switch (package.origin) {
        case PackageOrigin::built:
            return "built";
        case PackageOrigin::store:
            return "in the store";
        case PackageOrigin::buildcache:
            return "from " + package.mirror;
        case PackageOrigin::unneeded:
            break;
    }
    return "not needed";
}

}  // namespace

void add_engine_options(CLI::App& command, BuildOptions& options, Services& services) {
    command.add_option("-j,--jobs", options.jobs, "compilers that run at once (default: one a processor)")
        ->type_name("N")
        ->envname("SLURM_FACTORY_JOBS")
        ->check(CLI::Range(1, 1024));
    command.add_flag("--no-cache", options.no_cache, "build every package, even those that the store has")
        ->envname("SLURM_FACTORY_NO_CACHE");
    command.add_flag("--ccache", options.ccache, "compile through ccache, kept in the home folder")
        ->envname("SLURM_FACTORY_CCACHE");
    command.add_flag("--allow-unverified", services.allow_unverified, "fetch sources whose sha256 nobody published")
        ->envname("SLURM_FACTORY_ALLOW_UNVERIFIED");
    command.add_flag("--offline", services.offline, "take sources from the source cache alone")
        ->envname("SLURM_FACTORY_OFFLINE");
}

void add_cache_options(CLI::App& command, CacheOptions& options) {
    command
        .add_option(
            "--buildcache", options.use,
            "what may come from buildcaches instead of being built: all, deps (all but Slurm, or the compiler), "
            "none (nor is the local one filled)")
        ->default_str("all")
        ->envname("SLURM_FACTORY_BUILDCACHE")
        ->type_name("WHAT")
        ->transform(choice<BuildcacheUse>({{"all", BuildcacheUse::everything},
                                           {"deps", BuildcacheUse::dependencies},
                                           {"none", BuildcacheUse::none}}));
    command
        .add_option("--mirror", options.mirrors,
                    "buildcache to ask after the local one: file:///DIR, DIR, https://HOST/PATH, s3://BUCKET/PREFIX or "
                    "oci://HOST/REPOSITORY, may be repeated")
        ->type_name("URL")
        ->allow_extra_args(false)
        ->envname("SLURM_FACTORY_MIRROR");
}

std::string what_is_missing(const Plan& plan, const Store& store, const BuildOptions& options, BuildCaches& caches) {
    if (options.no_cache) return fmt::format("{0} packages, {0} to build", plan.packages.size());
    const auto can_be_had = [&](const PlannedPackage& planned) {
        return store.has(planned.spec) || caches.offers(plan, planned);
    };
    std::size_t to_build = 0, to_take = 0;
    for (const auto* planned : needed(plan, can_be_had)) {
        if (store.has(planned->spec)) continue;
        ++(caches.offers(plan, *planned) ? to_take : to_build);
    }
    return fmt::format("{} packages, {} to build, {} from buildcaches", plan.packages.size(), to_build, to_take);
}

Json packages_to_json(const BuildResult& result) {
    Json packages = Json::array();
    for (const auto& package : result.packages)
        packages.push_back({{"name", package.name},
                            {"hash", package.hash},
                            {"origin", name_of(package.origin)},
                            {"mirror", package.mirror},
                            {"wall_s", package.wall_s},
                            {"cpu_s", package.cpu_s},
                            {"log", package.log.string()}});
    return packages;
}

Json filled_to_json(const FilledCache& filled) {
    return {{"packages", filled.packages}, {"bytes", filled.bytes}, {"seconds", filled.seconds}};
}

std::string origins_to_text(const BuildResult& result, const std::optional<FilledCache>& filled) {
    std::map<std::string, std::vector<std::string>> names;  // by place
    for (const auto& package : result.packages) names[place_of(package)].push_back(package.name);
    std::string text;
    for (const auto& [place, packages] : names)
        text += fmt::format("  {}: {} packages ({})\n", place, packages.size(), join(packages, ", "));
    if (filled)
        text += fmt::format("  put into the local buildcache: {} packages, {} in {}\n", filled->packages,
                            format_bytes(filled->bytes), format_duration(filled->seconds));
    return text;
}

}  // namespace sf
