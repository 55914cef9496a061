// A folder's content -> a deterministic .tar.gz.
#pragma once

#include <filesystem>

#include "bundle/gzip.h"

namespace sf {

// Packs everything below `folder` (no leading folder in the archive) into `tarball`, which must not exist, dated
// `mtime`.
GzipFile::Result pack(const std::filesystem::path& folder, const std::filesystem::path& tarball, long long mtime,
                      unsigned threads = usable_processors(), int level = kGzipLevel);

}  // namespace sf
