#include "buildcache/blobs.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "buildcache/layout.h"
#include "bundle/compression.h"
#include "bundle/gzip_members.h"

namespace sf {
namespace {

constexpr int kSpackLayoutVersion = 2;  // Spack still says so in v3 (its CURRENT_BUILD_CACHE_LAYOUT_VERSION)

}  // namespace

StoredFile put_blob(WritableMirror& mirror, std::string_view content) {
    StoredFile blob{sha256_hex(content), content.size()};
    if (!mirror.exists(layout::blob(blob.sha256))) mirror.put(layout::blob(blob.sha256), content);
    return blob;
}

std::string described(WritableMirror& mirror, const std::string& media_type, std::string_view content) {
    const auto blob = put_blob(mirror, content);
    return manifest_text({{media_type, "none", blob.sha256, blob.bytes}});
}

void put_described(WritableMirror& mirror, const std::string& manifest_path, const std::string& media_type,
                   std::string_view content) {
    mirror.put(manifest_path, described(mirror, media_type, content));
}

std::string read_checked(Mirror& mirror, const std::string& path, const StoredFile& expected) {
    auto content = mirror.read(path, expected.bytes);
    if (content.size() != expected.bytes || sha256_hex(content) != expected.sha256)
        throw Error(ErrorKind::source, fmt::format("{}/{} is not what was expected: {} bytes with the SHA-256 {}",
                                                   mirror.url(), path, expected.bytes, expected.sha256));
    return content;
}

std::string read_blob(Mirror& mirror, const StoredFile& blob) {
    return read_checked(mirror, layout::blob(blob.sha256), blob);
}

fs::path fetch_checked(Mirror& mirror, const std::string& path, const StoredFile& expected,
                       const fs::path& destination) {
    const fs::path file = mirror.fetch(path, layout::most_bytes(expected), destination);
    const bool sized = expected.bytes == 0 || fs::file_size(file) == expected.bytes;
    if (!sized || sha256_file(file) != expected.sha256)
        throw Error(ErrorKind::source, fmt::format("{}/{} does not have its checksum", mirror.url(), path));
    return file;
}

std::string read_described(Mirror& mirror, const std::string& manifest_path, const std::string& media_type,
                           std::uint64_t max_bytes) {
    const std::string origin = mirror.url() + "/" + manifest_path;
    const auto manifest = parse_manifest(mirror.read(manifest_path, layout::kMaxManifest), origin);
    const auto& record = record_of(manifest, media_type, origin);
    if (record.bytes > max_bytes)
        throw Error(ErrorKind::source,
                    fmt::format("{} names a blob of {} bytes, which is too large", origin, record.bytes));
    return read_blob(mirror, {record.sha256, record.bytes});
}

std::string spec_blob(Json spec_json) {
    spec_json["buildcache_layout_version"] = kSpackLayoutVersion;
    const auto& gzip = compressor_of(Compression::gzip);
    return gzip.compress(compact_json(spec_json), gzip.level);
}

Json spec_of_blob(const std::string& blob, const std::string& origin) {
    GzipMembers members(blob, origin, layout::kMaxSpec);
    std::string text;
    while (const auto part = members.next()) text += *part;
    return parse_json(text, origin);
}

}  // namespace sf
