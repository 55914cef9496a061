#include "buildcache/rebuild_index.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/log.h"
#include "buildcache/layout.h"
#include "buildcache/measure.h"
#include "sign/verify.h"

namespace sf {
namespace {

class IndexBuilder {
  public:
    IndexBuilder(WritableMirror& mirror, const Signer& signer, const Index& before, Process& process)
        : mirror_(mirror),
          layout_(layout_of(before.layout)),
          signer_(signer),
          before_(before),
          keyring_(Keyring::ephemeral(process)) {
        keyring_.add(signer.public_key(), "the key to sign with");
        index_.layout = before.layout;
        index_.serial = before.serial;
        index_.revoked = before.revoked;
    }

    void add(const std::string& path) {
        const std::string origin = mirror_.url() + "/" + path;
        const std::string text = mirror_.read(path, layout::kMaxSpec);
        const auto verified = verify_clearsigned(keyring_, {signer_.fingerprint()}, text, origin);
        const auto described = layout_.read_description(mirror_, verified.text, origin);
        const SpecNodes nodes = checked_nodes(described.spec_json, origin);
        const Json& root = described.spec_json.at("spec").at("nodes").at(0);
        const std::string hash = root.at("hash");
        IndexedPackage package;
        package.name = root.at("name");
        package.version = root.at("version");
        // What was signed for another package does not count, wherever it lies.
        if (path != layout_.signed_file(nodes, hash))
            throw Error(ErrorKind::source,
                        fmt::format("{} is of {} {} /{}", origin, package.name, package.version, hash));
        package.manifest = {sha256_hex(text), text.size()};
        package.spec = described.spec;
        package.tarball = described.tarball;
        package.attached = described.attached;
        if (!recall(package, hash)) measure(package, layout_.tarball(nodes, hash, package.tarball));
        index_.packages[hash] = std::move(package);
        index_.nodes.insert(nodes.begin(), nodes.end());
    }

    Index take() { return std::move(index_); }

  private:
    // Whether the tarball is one that was measured before.
    bool recall(IndexedPackage& package, const std::string& hash) const {
        const auto known = before_.packages.find(hash);
        if (known == before_.packages.end() || known->second.tarball.sha256 != package.tarball.sha256) return false;
        package.tarball = known->second.tarball;
        package.unpacked_bytes = known->second.unpacked_bytes;
        package.prefix = known->second.prefix;
        return true;
    }

    void measure(IndexedPackage& package, const std::string& path) const {
        const TempDir folder(fs::temp_directory_path(), "sf-index-");  // for what is not on this machine
        const fs::path tarball = mirror_.fetch(path, layout::kMaxTarball, folder.path() / "tarball");
        measure_tarball(package, tarball, mirror_.url() + "/" + path);
    }

    WritableMirror& mirror_;
    const Layout& layout_;
    const Signer& signer_;
    const Index& before_;
    Keyring keyring_;
    Index index_;
};

}  // namespace

Index rebuild_index(WritableMirror& mirror, const Signer& signer, const Index& before, Process& process,
                    Progress& progress) {
    IndexBuilder builder(mirror, signer, before, process);
    const auto signed_files = layout_of(before.layout).signed_files(mirror);
    progress.plan(signed_files.size(), 0);
    for (const auto& path : signed_files) {
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
