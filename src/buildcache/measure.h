// What an index says of a package's tarball and only the tarball itself knows.
#pragma once

#include <filesystem>
#include <string>

#include "buildcache/index.h"

namespace sf {

// Sets the size of the tarball, that of its tar, and the prefix that the package was built for. `file`, on this
// machine, must have the SHA-256 that the package says, and the size if it says one. Throws Error(source) naming
// `origin` if not, and for one that is no package.
void measure_tarball(IndexedPackage& package, const std::filesystem::path& file, const std::string& origin);

}  // namespace sf
