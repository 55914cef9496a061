// The catalog's checks of packages, run where they were installed to: every build of a package had to pass its smoke
// checks at the prefix it was built for; here it must at another one.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/install.h"
#include "catalog/catalog.h"

namespace sf {

struct SmokeSite {
    const Catalog& catalog;
    // A root filesystem of the toolchain in which it can compile.
    std::function<std::filesystem::path(const Toolchain&)> root;
    std::filesystem::path scratch;  // folder for the checks' files
    Process& process;
    Clock& clock;
    Progress& progress;
};

struct SmokeResult {
    std::string name, version, hash;
    std::size_t checks = 0;  // 0: the catalog has none for it, and nothing was run
    bool passed = false;
    double seconds = 0;
    std::string output;  // of the checks; the end of it
};

// For each package its `smoke` lines, its programs of `provides` with their arguments, and whether ld.so finds what its
// daemons, libraries and plugins need; of promises with conditions those that hold for the smallest flavour. Each runs
// in a sandbox over a root of the toolchain that it was built for, without a network, and sees what it needs to run and
// nothing else of the store. Throws Error(host) for a store in a place that the root has no folder for.
std::vector<SmokeResult> run_smoke_checks(const std::vector<InstalledPackage>& packages, const SmokeSite& site);

}  // namespace sf
