// Layout v3: files named by their SHA-256, and manifests that name them.
#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "buildcache/blobs.h"
#include "buildcache/keys.h"
#include "buildcache/layout.h"
#include "buildcache/layout_oci.h"
#include "buildcache/manifest.h"
#include "mirror/contention.h"

namespace sf {
namespace {

StoredFile blob_of(const BlobRecord& record, const std::string& origin) {
    if (record.compression != "gzip")
        throw Error(ErrorKind::source, origin + " names a " + record.media_type + " that is not gzip");
    return {record.sha256, record.bytes};
}

// What the manifests of indexes and keys name. One that cannot be read is an error: its blobs would belong to nothing.
std::set<std::string> blobs_of_indexes(WritableMirror& mirror) {
    std::set<std::string> blobs;
    for (const auto& path : mirror.list(layout::kManifests)) {
        if (is_below(path, layout::kSpecManifests)) continue;
        const auto manifest = parse_manifest(mirror.read(path, layout::kMaxManifest), mirror.url() + "/" + path);
        for (const auto& record : manifest) blobs.insert(layout::blob(record.sha256));
    }
    return blobs;
}

class LayoutV3 final : public Layout {
  public:
    LayoutVersion version() const override { return LayoutVersion::v3; }
    std::string signed_index() const override { return layout::kSignedIndex; }

    std::string signed_file(const SpecNodes& nodes, const std::string& hash) const override {
        const Json& node = nodes.at(hash);
        return layout::spec_manifest(node.at("name"), node.at("version"), hash);
    }
    std::string tarball(const SpecNodes&, const std::string&, const StoredFile& tarball) const override {
        return layout::blob(tarball.sha256);
    }
    std::vector<std::string> signed_files(WritableMirror& mirror) const override {
        return mirror.list(layout::kSpecManifests);
    }

    std::vector<MirrorFile> package_files(WritableMirror& mirror) const override {
        const auto of_indexes = blobs_of_indexes(mirror);
        std::vector<MirrorFile> files;
        for (auto& file : mirror.list_all(layout::kBlobs))
            if (file.temporary || !of_indexes.contains(file.path)) files.push_back(std::move(file));
        for (auto& file : mirror.list_all(layout::kManifests))
            if (file.temporary || is_below(file.path, layout::kSpecManifests)) files.push_back(std::move(file));
        return files;
    }

    void put_tarball(WritableMirror& mirror, const std::string& path, const fs::path& file) const override {
        if (mirror.exists(path)) return;  // its name says what it is
        if (OciMirror* registry = as_registry(mirror)) return put_layer(*registry, path, file);
        mirror.put_file(path, file);
    }
    bool put_signed(WritableMirror& mirror, const std::string& path, const std::string& signed_text,
                    bool only_if_absent) const override {
        OciMirror* registry = as_registry(mirror);
        if (registry == nullptr) return Layout::put_signed(mirror, path, signed_text, only_if_absent);
        if (only_if_absent && mirror.exists(path)) return false;
        put_package_image(*registry, path, signed_text);
        return true;
    }
    SignedPackage read_description(Mirror& mirror, const std::string& text, const std::string& origin) const override {
        const auto manifest = parse_manifest(text, origin);
        SignedPackage package;
        package.tarball = blob_of(record_of(manifest, layout::kTarball, origin), origin);
        package.spec = blob_of(record_of(manifest, layout::kSpec, origin), origin);
        if (package.spec.bytes > layout::kMaxSpec)
            throw Error(ErrorKind::source, fmt::format("{} names a spec of {} bytes", origin, package.spec.bytes));
        package.spec_json = spec_of_blob(read_blob(mirror, package.spec), origin);
        for (const auto& record : manifest)
            if (record.media_type == layout::kSbom || record.media_type == layout::kProvenance)
                package.attached[record.media_type] = {record.sha256, record.bytes};
        return package;
    }

    std::string key_path(const std::string& fingerprint) const override { return layout::key_manifest(fingerprint); }
    std::string read_key(Mirror& mirror, const std::string& fingerprint) const override {
        return read_described(mirror, key_path(fingerprint), layout::kKey, layout::kMaxKey);
    }
    Json read_key_index(Mirror& mirror) const override {
        return parse_json(read_described(mirror, layout::kKeyIndexManifest, layout::kKeyIndex, layout::kMaxKey),
                          mirror.url() + "/" + layout::kKeyIndexManifest);
    }
    std::string spack_index() const override { return layout::kIndexManifest; }
    std::string read_spack_index(Mirror& mirror) const override {
        return read_described(mirror, layout::kIndexManifest, layout::kIndex, layout::kMaxIndex);
    }
    bool put_for_spack(WritableMirror& mirror, const SpackFiles& files,
                       const std::optional<std::string>& seen) const override {
        if (!mirror.exists(layout::kLayoutFile)) mirror.put(layout::kLayoutFile, layout::kLayoutContent);
        if (!files.fingerprint.empty()) put_offered_key(mirror, files.fingerprint, files.public_key);
        OciMirror* registry = as_registry(mirror);
        if (registry == nullptr)
            return mirror.put_if(layout::kIndexManifest, described(mirror, layout::kIndex, files.index), seen);
        // Its image is put in steps, so that what was seen can only be looked at before.
        if (version_of(mirror.read_versioned(layout::kIndexManifest, layout::kMaxIndex)) != seen) return false;
        put_index_image(*registry, files.index);
        return true;
    }

  protected:
    std::string describe(WritableMirror& mirror, const Json& spec_json, IndexedPackage& package) const override {
        package.spec = put_blob(mirror, spec_blob(spec_json));
        Manifest manifest = {{layout::kTarball, "gzip", package.tarball.sha256, package.tarball.bytes},
                             {layout::kSpec, "gzip", package.spec.sha256, package.spec.bytes}};
        for (const auto& [type, file] : package.attached) manifest.push_back({type, "none", file.sha256, file.bytes});
        return manifest_text(manifest);
    }
};

}  // namespace

const Layout& layout_v3() {
    static const LayoutV3 layout;
    return layout;
}

}  // namespace sf
