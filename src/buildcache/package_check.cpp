#include "buildcache/package_check.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "sign/clearsigned.h"

namespace sf {
namespace {

void check_record(const Manifest& manifest, const char* media_type, const StoredFile& blob, const std::string& origin) {
    if (record_of(manifest, media_type, origin) != BlobRecord{media_type, "gzip", blob.sha256, blob.bytes})
        throw Error(ErrorKind::source, fmt::format("{} names another {} than the index", origin, media_type));
}

}  // namespace

std::string check_published(Mirror& mirror, const std::string& hash, const IndexedPackage& package) {
    const std::string path = layout::spec_manifest(package.name, package.version, hash);
    const std::string origin = mirror.url() + "/" + path;
    auto text = read_checked(mirror, path, package.manifest);
    const auto manifest = parse_manifest(clearsigned_body(text), origin);
    check_record(manifest, layout::kTarball, package.tarball, origin);
    check_record(manifest, layout::kSpec, package.spec, origin);
    const Json spec = spec_of_blob(read_blob(mirror, package.spec), origin);
    check_root(spec, package.name, hash, "the spec of " + origin);
    checked_nodes(spec, "the spec of " + origin);
    return text;
}

void check_spec_file(const fs::path& root, const std::string& hash, const IndexedPackage& package,
                     const std::string& origin) {
    const auto text = read_file_if_exists(root / ".spack/spec.json");
    if (!text) throw Error(ErrorKind::source, origin + " has no .spack/spec.json");
    const Json spec = parse_json(*text, origin + ": .spack/spec.json");
    check_root(spec, package.name, hash, origin + ": .spack/spec.json");
    checked_nodes(spec, origin + ": .spack/spec.json");
}

}  // namespace sf
