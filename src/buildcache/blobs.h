// The blobs of a buildcache: files named by their SHA-256.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "buildcache/index.h"
#include "buildcache/manifest.h"
#include "mirror/mirror.h"

namespace sf {

// Puts it where it is not there yet.
StoredFile put_blob(WritableMirror& mirror, std::string_view content);
// Puts the blob and returns a manifest of this one record, not signed: how Spack has indexes and keys.
std::string described(WritableMirror& mirror, const std::string& media_type, std::string_view content);
// Puts both.
void put_described(WritableMirror& mirror, const std::string& manifest_path, const std::string& media_type,
                   std::string_view content);

// A blob's content. Throws Error(source) unless its size and its SHA-256 are these.
std::string read_blob(Mirror& mirror, const StoredFile& blob);
// Any file of the mirror, likewise.
std::string read_checked(Mirror& mirror, const std::string& path, const StoredFile& expected);
// The same of a large one, whose size need not be known, on this machine: where it lies, or downloaded to
// `destination`.
std::filesystem::path fetch_checked(Mirror& mirror, const std::string& path, const StoredFile& expected,
                                    const std::filesystem::path& destination);
// The blob that an unsigned manifest (put_described) names, of at most `max_bytes`; all that is known of it is that it
// is what the manifest says.
std::string read_described(Mirror& mirror, const std::string& manifest_path, const std::string& media_type,
                           std::uint64_t max_bytes);

// A spec blob: gzip of spec.json and "buildcache_layout_version", and the way back. Throws Error(source) for damage.
std::string spec_blob(Json spec_json);
Json spec_of_blob(const std::string& blob, const std::string& origin);

}  // namespace sf
