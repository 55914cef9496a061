// Layout v2: files named by what they are of; each package's spec.json is signed and names its tarball's checksum.
#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "buildcache/layout.h"
#include "buildcache/old_nodes.h"
#include "buildcache/spec_file.h"

namespace sf {
namespace {

// The parts of a package's paths.
struct Names {
    std::string architecture;  // linux-debian12-x86_64_v3
    std::string compiler;      // none-none
    std::string package;       // zlib-1.3.1
    std::string stem;          // all of these and the hash: what the names of files begin with
};

Names names_from(const SpecNodes& nodes, const std::string& hash) {
    const Json& node = nodes.at(hash);
    const Json& arch = node.at("arch");
    const Json& target = arch.at("target");  // an object for one that Spack does not know by name
    Names names;
    names.architecture = fmt::format("{}-{}-{}", std::string(arch.at("platform")), std::string(arch.at("platform_os")),
                                     std::string(target.is_object() ? target.at("name") : target));
    names.compiler = compiler_of(nodes, hash);
    names.package = layout::component(node.at("name")) + "-" + layout::component(node.at("version"));
    names.stem = fmt::format("{}-{}-{}-{}", names.architecture, names.compiler, names.package, hash);
    return names;
}

Names names_of(const SpecNodes& nodes, const std::string& hash) {
    try {
        Names names = names_from(nodes, hash);
        for (const auto* part : {&names.architecture, &names.compiler, &names.stem}) layout::component(*part);
        return names;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("the node of {} does not name a package: {}", hash, e.what()));
    }
}

class LayoutV2 final : public Layout {
  public:
    LayoutVersion version() const override { return LayoutVersion::v2; }
    std::string signed_index() const override { return layout::v2::kSignedIndex; }

    std::string signed_file(const SpecNodes& nodes, const std::string& hash) const override {
        return layout::v2::spec_file(nodes, hash) + layout::v2::kSignedEnd;
    }
    std::string tarball(const SpecNodes& nodes, const std::string& hash, const StoredFile&) const override {
        const Names names = names_of(nodes, hash);
        return fmt::format("{}/{}/{}/{}/{}{}", layout::v2::kFolder, names.architecture, names.compiler, names.package,
                           names.stem, layout::v2::kTarballEnd);
    }
    std::vector<std::string> signed_files(WritableMirror& mirror) const override {
        auto files = mirror.list(layout::v2::kFolder);
        std::erase_if(files, [](const std::string& path) { return !path.ends_with(layout::v2::kSignedEnd); });
        return files;
    }

    std::vector<MirrorFile> package_files(WritableMirror& mirror) const override {
        auto files = mirror.list_all(layout::v2::kFolder);
        std::erase_if(files, [](const MirrorFile& file) {
            return !file.temporary && !file.path.ends_with(layout::v2::kTarballEnd) &&
                   !file.path.ends_with(layout::v2::kSignedEnd) && !file.path.ends_with(layout::v2::kUnsignedEnd);
        });
        return files;
    }

    // One of that name may be another one: packed by another version of this program.
    void put_tarball(WritableMirror& mirror, const std::string& path, const fs::path& file) const override {
        mirror.put_file(path, file);
    }
    SignedPackage read_description(Mirror&, const std::string& text, const std::string& origin) const override {
        auto file = parse_spec_file(text, origin);
        return {{file.tarball_sha256, 0}, {}, std::move(file.spec_json)};
    }

    std::string key_path(const std::string& fingerprint) const override {
        return fmt::format("{}/{}.pub", layout::v2::kKeys, layout::component(fingerprint));
    }
    std::string read_key(Mirror& mirror, const std::string& fingerprint) const override {
        return mirror.read(key_path(fingerprint), layout::kMaxKey);
    }
    Json read_key_index(Mirror& mirror) const override {
        return parse_json(mirror.read(layout::v2::kKeyIndex, layout::kMaxKey),
                          mirror.url() + "/" + layout::v2::kKeyIndex);
    }
    std::string spack_index() const override { return layout::v2::kIndex; }
    std::string read_spack_index(Mirror& mirror) const override {
        return mirror.read(layout::v2::kIndex, layout::kMaxIndex);
    }
    bool put_for_spack(WritableMirror& mirror, const SpackFiles& files,
                       const std::optional<std::string>& seen) const override {
        mirror.put(key_path(files.fingerprint), files.public_key);
        mirror.put(layout::v2::kKeyIndex, compact_json(key_index(mirror.list(layout::v2::kKeys), ".pub")));
        if (!mirror.put_if(layout::v2::kIndex, files.index, seen)) return false;
        mirror.put(layout::v2::kIndexHash, sha256_hex(files.index));
        return true;
    }

  protected:
    std::string describe(WritableMirror&, const Json& spec_json, IndexedPackage& package) const override {
        package.spec = {};
        return spec_file_text(spec_json, package.tarball.sha256);
    }
};

}  // namespace

const Layout& layout_v2() {
    static const LayoutV2 layout;
    return layout;
}

}  // namespace sf

namespace sf::layout::v2 {

std::string spec_file(const SpecNodes& nodes, const std::string& hash) {
    return fmt::format("{}/{}", kFolder, names_of(nodes, hash).stem);
}

}  // namespace sf::layout::v2
