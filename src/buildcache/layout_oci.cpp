#include "buildcache/layout_oci.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "bundle/gzip_members.h"
#include "concretize/target.h"
#include "mirror/oci_manifest.h"
#include "relocate/mapped_file.h"
#include "sign/clearsigned.h"

namespace sf {
namespace {

constexpr const char* kDiffId = "slurm-factory.diff-id";  // of a tarball's artifact: the digest of the tar in it
constexpr int kSpackSpecLayout = 2;                       // that Spack writes there, and refuses higher ones

std::string diff_id(const std::filesystem::path& tarball) {
    const MappedFile file(tarball);
    GzipMembers members(file.bytes(), tarball.string(), layout::kMaxTarball);
    Hasher hasher(Hasher::Algorithm::sha256);
    while (const auto part = members.next()) hasher.update(*part);
    return "sha256:" + hex(hasher.digest());
}

// Registries show it.
std::string architecture(const Json& root) {
    const Json& target = root.at("arch").at("target");
    return oci_architecture(arch_of_target(target.is_object() ? target.at("name") : target));
}

// An image's config in which Spack finds the spec: it reads this where on other mirrors it reads a spec.json.
std::string package_config(Json spec_json, const StoredFile& tarball, const std::string& diff_id) {
    Json config = {{"architecture", architecture(spec_json.at("spec").at("nodes").at(0))},
                   {"os", "linux"},
                   {"rootfs", {{"type", "layers"}, {"diff_ids", Json::array({diff_id})}}},
                   {"config", {{"Env", Json::array({"PATH=/bin:/usr/bin"})}}}};
    spec_json["buildcache_layout_version"] = kSpackSpecLayout;
    spec_json["binary_cache_checksum"] = {{"hash_algorithm", "sha256"}, {"hash", tarball.sha256}};
    spec_json["archive_size"] = tarball.bytes;
    spec_json["archive_compression"] = "gzip";
    config.update(spec_json);
    return compact_json(config);
}

}  // namespace

OciMirror* as_registry(WritableMirror& mirror) {
    return dynamic_cast<OciMirror*>(&mirror);
}

void put_layer(OciMirror& registry, const std::string& path, const std::filesystem::path& tarball) {
    registry.put_file(path, tarball, {{kDiffId, diff_id(tarball)}});
}

void put_package_image(OciMirror& registry, const std::string& path, const std::string& signed_manifest) {
    const std::string origin = registry.url() + "/" + path;
    const auto package = layout_v3().read_description(registry, clearsigned_body(signed_manifest), origin);
    const auto noted = registry.annotations(layout::blob(package.tarball.sha256));
    if (!noted.contains(kDiffId)) throw Error(ErrorKind::source, origin + " names a tarball that is no layer");
    const Json& root = package.spec_json.at("spec").at("nodes").at(0);
    OciImage image;
    image.config = package_config(package.spec_json, package.tarball, noted.at(kDiffId));
    image.layers = {{oci::kLayer, package.tarball.sha256, package.tarball.bytes}};
    image.annotations["org.opencontainers.image.description"] =
        fmt::format("{} {}", std::string(root.at("name")), std::string(root.at("version")));
    registry.put_image(path, signed_manifest, image);
}

void put_index_image(OciMirror& registry, const std::string& spack_index) {
    const StoredFile blob = put_blob(registry, spack_index);
    const Manifest manifest = {{layout::kIndex, "none", blob.sha256, blob.bytes}};
    // Spack calls it a layer, which it is not.
    registry.put_image(layout::kIndexManifest, manifest_text(manifest),
                       {oci::kEmptyContent, {{oci::kLayer, blob.sha256, blob.bytes}}, {}});
}

}  // namespace sf
