// Packages of a buildcache -> a folder: each with all that it needs to run, moved to where it lies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "buildcache/fetch_package.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"

namespace sf {

struct InstallRequest {
    std::vector<std::string> wanted;  // selection.h
    std::filesystem::path store;      // gets NAME-VERSION-HASH for each package; absolute
    std::filesystem::path downloads;  // what could not be downloaded whole waits here for the next run
    unsigned jobs = 1;                // packages at once
    std::filesystem::path view{};     // also gets them as one tree (merged_view.h); absolute; empty: none
};

struct InstalledPackage {
    std::string name, version, hash;
    std::filesystem::path prefix;
    bool was_there = false;
    std::string mirror;      // URL of the first one that has it
    IndexedPackage offered;  // what its index says
};

// What a package needs of the machine and no mirror has: Spack's externals, such as glibc.
struct HostPackage {
    std::string name, version;
    std::filesystem::path path;
};

struct InstallResult {
    std::vector<InstalledPackage> packages;  // dependencies first
    std::vector<HostPackage> of_host;        // sorted by name
    std::uint64_t bytes = 0;                 // of the tarballs that were read
    std::uint64_t shared_bytes = 0;          // of the files that other packages had already (content_pool.h)
    double seconds = 0;
};

// Everything on a mirror is compared with its index; a package that several have comes from the first of them. The
// packages get their names in the store when all of them are complete and synced, dependencies first: if one fails,
// none is there, and the view is as it was. Another run with one of them waits. Throws Error(usage) for what no index
// has, for a store whose path is too long and for what does not fit into the view, Error(source) for what does not
// hold.
InstallResult install_packages(const InstallRequest& request, const std::vector<InstallSource>& sources, Clock& clock,
                               Progress& progress);

}  // namespace sf
