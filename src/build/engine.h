// The native engine: brings every package of a plan into the store.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "concretize/concretize.h"
#include "sandbox/rootfs.h"
#include "source/source.h"
#include "store/store.h"

namespace sf {

struct BuildOptions {
    int jobs = 0;                  // 0: the number of processors this process may use
    bool no_cache = false;         // rebuild even what the store has
    bool ccache = false;           // the root must have it
    std::optional<unsigned> user;  // whom builds see themselves as; absent: this program's own
    bool verbose = false;          // the output of phases is shown, each phase's when it ends
};

enum class PackageOrigin {
    built,       // by this run
    store,       // it was there
    buildcache,  // brought into the store before the engine ran
    unneeded,    // only built with, and nothing was left to be built with it
};

struct PackageResult {
    std::string name;
    std::string hash;
    PackageOrigin origin = PackageOrigin::built;
    std::string mirror{};  // URL of the buildcache that it came from
    double wall_s = 0, cpu_s = 0;
    std::filesystem::path log{};
};

struct BuildResult {
    std::vector<PackageResult> packages;  // in the plan's order
    double first_compile_at = 0,
           last_compile_at = 0;  // steady seconds: the first phase's start, the last build phase's end
    double cpu_s = 0;
    int jobs = 0;
};

// Sources must be in the cache (fetch_sources) and the root made (ensure_rootfs). Throws Error(build) after running
// work has ended: package, phase, log path, its last lines.
BuildResult build(const Plan& plan, const Home& home, const Store& store, const RootFs& root, Process& process,
                  Clock& clock, Progress& progress, const BuildOptions& options);

}  // namespace sf
