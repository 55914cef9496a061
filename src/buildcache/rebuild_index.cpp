#include "buildcache/rebuild_index.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/package_check.h"
#include "bundle/gzip_members.h"
#include "concretize/concretize.h"
#include "relocate/mapped_file.h"
#include "sign/verify.h"
#include "spec/spec.h"

namespace sf {
namespace {

constexpr std::uint64_t kMaxTarball = 64ull << 30;

std::uint64_t unpacked_bytes(WritableMirror& mirror, const StoredFile& tarball) {
    const std::string path = layout::blob(tarball.sha256);
    const MappedFile file(mirror.fetch(path, tarball.bytes, {}));
    GzipMembers members(file.bytes(), mirror.url() + "/" + path, kMaxTarball);
    std::uint64_t size = 0;
    while (const auto member = members.next()) size += member->size();
    return size;
}

class IndexBuilder {
  public:
    IndexBuilder(WritableMirror& mirror, const Signer& signer, const Index& before, Process& process)
        : mirror_(mirror), signer_(signer), before_(before), keyring_(Keyring::ephemeral(process)) {
        keyring_.add(signer.public_key(), "the key to sign with");
        index_.serial = before.serial;
    }

    void add(const std::string& manifest_path) {
        const std::string origin = mirror_.url() + "/" + manifest_path;
        const std::string text = mirror_.read(manifest_path, layout::kMaxManifest);
        const auto verified = verify_clearsigned(keyring_, {signer_.fingerprint()}, text, origin);
        const auto manifest = parse_manifest(verified.text, origin);
        const auto &tarball = record_of(manifest, layout::kTarball, origin),
                   &spec = record_of(manifest, layout::kSpec, origin);
        IndexedPackage package;
        package.manifest = {sha256_hex(text), text.size()};
        package.tarball = {tarball.sha256, tarball.bytes};
        package.spec = {spec.sha256, spec.bytes};
        const Json spec_json = spec_of_blob(read_blob(mirror_, package.spec), origin);
        const SpecNodes nodes = checked_nodes(spec_json, origin);
        const Spec root = from_node(spec_json.at("spec").at("nodes").at(0));
        // A manifest that was signed for another package does not count, wherever it lies.
        if (manifest_path != layout::spec_manifest(root.name, root.version, root.hash))
            throw Error(ErrorKind::source, fmt::format("{} is of {}", origin, root.store_name()));
        package.name = root.name;
        package.version = root.version;
        package.prefix = padded_prefix(root);
        const auto known = before_.packages.find(root.hash);
        package.unpacked_bytes = known != before_.packages.end() && known->second.tarball == package.tarball
                                     ? known->second.unpacked_bytes
                                     : unpacked_bytes(mirror_, package.tarball);
        index_.packages[root.hash] = std::move(package);
        index_.nodes.insert(nodes.begin(), nodes.end());
    }

    Index take() { return std::move(index_); }

  private:
    WritableMirror& mirror_;
    const Signer& signer_;
    const Index& before_;
    Keyring keyring_;
    Index index_;
};

}  // namespace

Index rebuild_index(WritableMirror& mirror, const Signer& signer, const Index& before, Process& process,
                    Progress& progress) {
    IndexBuilder builder(mirror, signer, before, process);
    const auto manifests = mirror.list(layout::kSpecManifests);
    progress.plan(manifests.size(), 0);
    for (const auto& path : manifests) {
        progress.started(path, "read", 0);
        try {
            builder.add(path);
            progress.finished(path, "indexed");
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::source) throw;
            progress.finished(path, "left out");
            spdlog::warn("left out of the index: {}", e.message());
        }
    }
    progress.done();
    return builder.take();
}

}  // namespace sf
