// A manifest names blobs by their checksums (Spack's schema/url_buildcache_manifest.py).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct BlobRecord {
    std::string media_type;
    std::string compression;  // "gzip" or "none"
    std::string sha256;       // of the blob as it is stored
    std::uint64_t bytes = 0;  // likewise

    bool operator==(const BlobRecord&) const = default;
};

using Manifest = std::vector<BlobRecord>;

// As Spack writes it, one token a line; what is signed has a newline at its end.
std::string manifest_text(const Manifest& manifest);
// Throws Error(source) naming `origin` for what is not a manifest of version 3. Keys that are not known are passed
// over.
Manifest parse_manifest(const std::string& text, const std::string& origin);
// The first record of that type, as Spack takes it. Throws Error(source) if there is none.
const BlobRecord& record_of(const Manifest& manifest, const std::string& media_type, const std::string& origin);

}  // namespace sf
