// One package of a mirror -> a folder that nobody uses yet: compared with its index, downloaded, unpacked and moved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "buildcache/build_info.h"
#include "buildcache/index.h"
#include "buildcache/spack_cache.h"
#include "mirror/mirror.h"
#include "relocate/prefix_map.h"

namespace sf {

// A mirror and what can be believed of it (trusted_index.h); all of them outlive their use.
struct InstallSource {
    Mirror* mirror = nullptr;
    const Index* index = nullptr;
    const SpackCache* cache = nullptr;  // where the index is a hint: verifies what is taken
};

struct PackageFetch {
    const InstallSource& source;
    std::filesystem::path downloads;            // what could not be downloaded whole waits here for the next run
    const PrefixMap& prefixes;                  // of all that its files may name; none: it stays as it was built
    std::vector<std::filesystem::path> places;  // the new ones: where absolute links may lead
    // The same of a package that Spack pushed: its tarball alone knows what its files may name.
    std::function<PrefixMap(const BuildInfo&)> prefixes_of{};
    std::function<void(const std::string& what)> doing{};  // for the display
};

struct FetchedPackage {
    std::uint64_t bytes = 0;                     // of its tarball
    std::vector<std::filesystem::path> unmoved;  // files that name no prefix
};

// Throws Error(source) for what does not hold (package_check.h, spack_cache.h, extract.h); then `into` is to be thrown
// away. Nothing is synced. Another run that downloads the same tarball is waited for.
FetchedPackage fetch_package(const PackageFetch& fetch, const std::string& hash, const std::filesystem::path& into);

}  // namespace sf
