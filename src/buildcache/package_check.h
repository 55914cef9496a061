// What a mirror says of a package, compared with the signed index: the guarantees that Spack's format lacks, whose
// signatures bind checksums to no name.
#pragma once

#include <filesystem>
#include <string>

#include "buildcache/index.h"
#include "mirror/mirror.h"

namespace sf {

// The manifest at the package's path is the indexed one and names the indexed blobs; the spec blob is of this name and
// hash, and all its nodes have the hashes that they say. Throws Error(source) for what does not hold. Returns the
// manifest as it is stored.
std::string check_published(Mirror& mirror, const std::string& hash, const IndexedPackage& package);

// The .spack/spec.json of an unpacked package in `root`: likewise.
void check_spec_file(const std::filesystem::path& root, const std::string& hash, const IndexedPackage& package,
                     const std::string& origin);

}  // namespace sf
