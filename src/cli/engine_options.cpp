#include "cli/engine_options.h"

#include <CLI/CLI.hpp>

#include "cli/services.h"

namespace sf {

void add_engine_options(CLI::App& command, BuildOptions& options, Services& services) {
    command.add_option("-j,--jobs", options.jobs, "compilers that run at once (default: one a processor)")
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

Json packages_to_json(const BuildResult& result) {
    Json packages = Json::array();
    for (const auto& package : result.packages)
        packages.push_back({{"name", package.name},
                            {"hash", package.hash},
                            {"from_store", package.from_store},
                            {"wall_s", package.wall_s},
                            {"cpu_s", package.cpu_s},
                            {"log", package.log.string()}});
    return packages;
}

}  // namespace sf
