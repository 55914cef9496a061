// Packages of a store -> a buildcache that Spack and this program install from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "buildcache/publish.h"
#include "store/store.h"

namespace sf {

// What is said of a package besides its spec: media type (layout.h: kSbom, kProvenance) -> text. `tree`: its files;
// `tarball`: of these.
using DescribePackage = std::function<std::map<std::string, std::string>(
    const std::string& hash, const std::filesystem::path& tree, const StoredFile& tarball)>;

enum class PushOnly { everything, package, dependencies };

struct PushRequest {
    std::vector<std::string> wanted;       // selection.h, each with all that it needs to run; none: the whole store
    std::filesystem::path scratch;         // tarballs are written here, then put
    int valid_days = 90;                   // of the signed index
    unsigned jobs = 1;                     // packages at once
    PushOnly only = PushOnly::everything;  // of what was wanted: itself, or what it needs
    std::optional<LayoutVersion> layout = std::nullopt;  // of a new mirror; one that is there keeps its own
    bool dry_run = false;                                // only say what would be pushed
    DescribePackage describe{};                          // none: no documents; in layout v2 there are none
};

struct PushedPackage {
    std::string name, version, hash;
    bool was_there = false;
    std::uint64_t bytes = 0;  // of the tarball; with a dry run, where there is none yet, of the files
};

// [{"name", "version", "hash", "was_there", "bytes"}]
Json to_json(const std::vector<PushedPackage>& packages);

struct PushResult {
    std::vector<PushedPackage> packages;  // sorted by name, version, hash
    std::uint64_t serial = 0;             // of the signed index now
};

// A package that the index has and whose files are there is not packed again; the index is renewed all the same. Throws
// Error(usage) for what the store lacks, and for a mirror of another layout than is wanted.
PushResult push_packages(const PushRequest& request, const Store& store, WritableMirror& mirror, Signer& signer,
                         Process& process, Clock& clock, Progress& progress);

}  // namespace sf
