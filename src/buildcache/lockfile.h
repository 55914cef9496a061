// What an install took, exactly: for the same install on another machine or another day.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "buildcache/install.h"

namespace sf {

struct LockedMirror {
    std::string url;
    std::string fingerprint;   // of the key that was trusted for it
    std::uint64_t serial = 0;  // of its index

    bool operator==(const LockedMirror&) const = default;
};

struct LockedPackage {
    std::string name, version;
    std::string mirror;  // URL of the one that it came from
    StoredFile manifest, spec, tarball;

    bool operator==(const LockedPackage&) const = default;
};

struct Lockfile {
    std::vector<LockedMirror> mirrors;
    std::map<std::string, LockedPackage> packages;  // by DAG hash
};

Lockfile lockfile_of(std::vector<LockedMirror> mirrors, const std::vector<InstalledPackage>& packages);

// {"format": 1, "mirrors": [{"url", "fingerprint", "serial"}], "packages": [{"name", "version", "hash", "mirror",
// "manifest": {"sha256", "bytes"}, "spec": {...}, "tarball": {...}}]}; layout v2 has no "spec".
std::string lockfile_text(const Lockfile& lockfile);
// Throws Error(source) naming `origin` for another format, for what is no lockfile, and for a package that is there
// twice.
Lockfile parse_lockfile(const std::string& text, const std::string& origin);
Lockfile read_lockfile(const std::filesystem::path& file);

// What the lockfile names of each mirror's packages, for install_packages(). Throws Error(source) naming the package
// for one that no mirror offers as it was, and for one that a package of the lockfile needs and the lockfile lacks.
std::vector<Index> locked_indexes(const Lockfile& lockfile, const std::vector<InstallSource>& sources);

}  // namespace sf
