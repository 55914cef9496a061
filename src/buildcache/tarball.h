// A package of the store -> the tarball that Spack installs from (its binary_distribution.py, tarfile_of_spec_prefix):
// gzip of a tar whose members are named by the prefix without its leading '/'. The same package gives the same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/json.h"

namespace sf {

struct PackageTarball {
    std::string sha256;                // of the file
    std::uint64_t bytes = 0;           // likewise
    std::uint64_t unpacked_bytes = 0;  // of the tar in it
};

// Writes `tarball`, which must not exist, from the package in `root` that was built for `prefix`; `build_info` becomes
// its last member. The parents of the prefix come first; in a folder first the files, then the folders, both sorted.
PackageTarball write_package_tarball(const std::filesystem::path& root, const std::string& prefix,
                                     const Json& build_info, const std::filesystem::path& tarball, unsigned threads);

}  // namespace sf
