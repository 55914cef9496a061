// What a tarball says of itself: needed to unpack one that no signed index of ours describes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "buildcache/build_info.h"

namespace sf {

struct TarballFacts {
    std::string folder;                // of the package, as members are named: without a leading '/'
    std::uint64_t unpacked_bytes = 0;  // of the tar
    BuildInfo info;
};

// Reads the whole of it and writes nothing. The package's folder is the one with the shortest name that has a
// .spack/binary_distribution, as Spack has it. Throws Error(source) unless the tarball has this checksum, for one that
// lacks that file, and for one that would decompress to several hundred times its size.
TarballFacts read_tarball_facts(std::string_view blob, const std::string& sha256, const std::string& origin);

}  // namespace sf
