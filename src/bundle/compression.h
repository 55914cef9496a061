// How tarballs are compressed: block by block, each on its own, so that several processors can work at once and no byte
// tells how many did.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sf {

enum class Compression { gzip, zstd };

struct Compressor {
    const char* name;       // of --compress
    const char* extension;  // of a tarball: tar.gz
    std::size_t block;      // bytes of input that are compressed at once
    int level;              // the one that bundles get
    // A gzip member (RFC 1952, section 2.2) without name and time, or a zstd frame (RFC 8878, section 3.1) with its
    // checksum: concatenated ones are one file for every reader. Thread-safe; the same input gives the same bytes.
    std::string (*compress)(std::string_view input, int level);
};

const Compressor& compressor_of(Compression compression);

}  // namespace sf
