// A folder's content -> a deterministic tarball.
#pragma once

#include <filesystem>

#include "bundle/compressed_file.h"

namespace sf {

// Packs everything below `folder` (no leading folder in the archive) into `tarball`, which must not exist, dated
// `mtime`.
CompressedFile::Result pack(const std::filesystem::path& folder, const std::filesystem::path& tarball, long long mtime,
                            Compression compression = Compression::gzip, unsigned threads = usable_processors());

}  // namespace sf
