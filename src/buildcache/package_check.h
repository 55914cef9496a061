// What a mirror says of a package, compared with the signed index: the guarantees that Spack's format lacks, whose
// signatures bind checksums to no name.
#pragma once

#include <filesystem>
#include <string>

#include "buildcache/index.h"
#include "mirror/mirror.h"

namespace sf {

// The signed file at the package's path is the indexed one and names the indexed blobs; the spec is of this name and
// hash, and all its nodes have the hashes that they say. Throws Error(source) for what does not hold. Returns the
// signed file as it is stored.
std::string check_published(Mirror& mirror, const Index& index, const std::string& hash);

// The .spack/spec.json of an unpacked package in `root`: likewise.
void check_spec_file(const std::filesystem::path& root, const std::string& hash, const IndexedPackage& package,
                     const std::string& origin);

}  // namespace sf
