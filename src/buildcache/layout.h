// How a buildcache is laid out: v3, which Spack 1.x writes, or v2 (build_cache/), which Spack before 1.0 wrote and 1.x
// reads. Whoever reads or writes packages asks the Layout of the mirror where their files lie and what is signed. In a
// registry v3's files are images where Spack looks for them (layout_oci.h).
// Source: Spack's lib/spack/spack/url_buildcache.py (design: spack-buildcache.md, sections 1 and 5).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildcache/index.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace sf {

// One of a package's files on a mirror.
struct PlacedFile {
    std::string path;
    StoredFile content;
};

// What is signed of a package says this.
struct SignedPackage {
    StoredFile tarball;  // 0 bytes: it does not say how many
    StoredFile spec;     // v3: the blob that spec_json was read from
    Json spec_json;
    std::map<std::string, StoredFile> attached{};  // v3: SBOM and provenance by media type, if it has them
};

// What Spack reads beside the packages.
struct SpackFiles {
    std::string fingerprint, public_key;  // armoured; empty: nothing is signed
    std::string index;                    // spack_index_text()
};

class Layout {
  public:
    virtual ~Layout() = default;
    virtual LayoutVersion version() const = 0;
    virtual std::string signed_index() const = 0;  // the path of ours (index.h)

    // Paths of a package of `nodes`. Throw Error(source) for what is not one component of a path: names and versions
    // may come from a mirror.
    virtual std::string signed_file(const SpecNodes& nodes, const std::string& hash) const = 0;
    virtual std::string tarball(const SpecNodes& nodes, const std::string& hash, const StoredFile& tarball) const = 0;
    // All of its files in the order in which they are put: what names others comes after them. First the tarball, last
    // what is signed.
    std::vector<PlacedFile> files(const Index& index, const std::string& hash) const;
    // The signed files of all packages that lie there.
    virtual std::vector<std::string> signed_files(WritableMirror& mirror) const = 0;

    // What lies there that is of packages, or named by nothing at all, and temporary files; sorted by path.
    virtual std::vector<MirrorFile> package_files(WritableMirror& mirror) const = 0;

    // `path` is tarball()'s; may take the file itself.
    virtual void put_tarball(WritableMirror& mirror, const std::string& path,
                             const std::filesystem::path& file) const = 0;
    // What is signed of a package, whose other files are there. False: there is one already, and it was to be put only
    // if there is none.
    virtual bool put_signed(WritableMirror& mirror, const std::string& path, const std::string& signed_text,
                            bool only_if_absent) const;
    // Signs and puts what describes the package, whose tarball is there; sets `spec` and `manifest` of it. Where
    // another run put a description of the same bytes meanwhile, that one stays: its index may name it already.
    void put_description(WritableMirror& mirror, Signer& signer, const Json& spec_json, IndexedPackage& package) const;
    // `text` is a signed file without its armour. Throws Error(source) naming `origin` for what is none.
    virtual SignedPackage read_description(Mirror& mirror, const std::string& text,
                                           const std::string& origin) const = 0;

    // The public keys that the mirror offers, armoured, and which there are: {"keys": {FINGERPRINT: {}}}.
    virtual std::string key_path(const std::string& fingerprint) const = 0;
    virtual std::string read_key(Mirror& mirror, const std::string& fingerprint) const = 0;
    virtual Json read_key_index(Mirror& mirror) const = 0;
    // Spack's own index, which nobody signs; its path is that of the manifest that names it, where there is one.
    virtual std::string spack_index() const = 0;
    virtual std::string read_spack_index(Mirror& mirror) const = 0;
    // Puts them, with the layout's own file and the index of all keys that are there.
    // Spack's index goes last, where the file at spack_index() is still of the version `seen` (mirror.h); false:
    // somebody else put another one.
    virtual bool put_for_spack(WritableMirror& mirror, const SpackFiles& files,
                               const std::optional<std::string>& seen) const = 0;

    // Of keys whose files are named FINGERPRINT and `end`; other files are passed over.
    static Json key_index(const std::vector<std::string>& files, std::string_view end);

  protected:
    // What is to be signed; puts what it names and sets `spec` of the package.
    virtual std::string describe(WritableMirror& mirror, const Json& spec_json, IndexedPackage& package) const = 0;
};

const Layout& layout_v3();
const Layout& layout_v2();
const Layout& layout_of(LayoutVersion version);

// The layout of a mirror, v3 if it has both; nothing for an empty one. Half a migration to v3 is still v2.
std::optional<LayoutVersion> found_layout(Mirror& mirror);
// The layout in which to write: the one that is there, else what is wanted, else v3. Throws Error(usage) that says what
// to do where another one is wanted than the mirror has.
LayoutVersion layout_to_write(Mirror& mirror, std::optional<LayoutVersion> wanted);

}  // namespace sf

namespace sf::layout {

// v3's names. Paths first.
inline constexpr const char* kLayoutFile = "v3/layout.json";
inline constexpr const char* kLayoutContent = R"({"signing":"gpg"})";
inline constexpr const char* kBlobs = "blobs";
inline constexpr const char* kManifests = "v3/manifests";
inline constexpr const char* kSpecManifests = "v3/manifests/spec";
inline constexpr const char* kIndexManifest = "v3/manifests/index/index.manifest.json";
inline constexpr const char* kKeyManifests = "v3/manifests/key";
inline constexpr const char* kKeyIndexManifest = "v3/manifests/key/keys.manifest.json";
// Ours, beside Spack's (index.h).
inline constexpr const char* kSignedIndex = "v3/slurm-factory/index.json";

// v3/manifests/spec/zlib/zlib-1.3.1-HASH.spec.manifest.json. Throws Error(source) for a name or version that is not one
// component of a path: they may come from a mirror.
std::string spec_manifest(const std::string& name, const std::string& version, const std::string& hash);
std::string key_manifest(const std::string& fingerprint);
// blobs/sha256/ab/ab...
std::string blob(const std::string& sha256);

// Media types. Spack names the spec's by what it writes today and finds it by that, whatever version the spec has.
inline constexpr const char* kTarball = "application/vnd.spack.install.v2.tar+gzip";
inline constexpr const char* kSpec = "application/vnd.spack.spec.v5+json";
inline constexpr const char* kIndex = "application/vnd.spack.db.v8+json";
// Ours, which Spack passes over (IndexedPackage::attached): iana.org/assignments/media-types.
inline constexpr const char* kSbom = "application/spdx+json";
inline constexpr const char* kProvenance = "application/vnd.in-toto+json";
inline constexpr const char* kKey = "application/pgp-keys";
inline constexpr const char* kKeyIndex = "application/vnd.spack.keyindex.v1+json";

// v2's names.
namespace v2 {

inline constexpr const char* kFolder = "build_cache";
inline constexpr const char* kIndex = "build_cache/index.json";
inline constexpr const char* kIndexHash = "build_cache/index.json.hash";
inline constexpr const char* kKeys = "build_cache/_pgp";
inline constexpr const char* kKeyIndex = "build_cache/_pgp/index.json";
inline constexpr const char* kSignedIndex = "build_cache/slurm-factory/index.json";
inline constexpr const char* kSignedEnd = ".spec.json.sig";
inline constexpr const char* kUnsignedEnd = ".spec.json";
inline constexpr const char* kTarballEnd = ".spack";

// build_cache/linux-debian12-x86_64_v3-none-none-zlib-1.3.1-HASH, which kSignedEnd or kUnsignedEnd follows.
std::string spec_file(const SpecNodes& nodes, const std::string& hash);

}  // namespace v2

// The text itself, if it is one component of a path; if it is 64 lower-case hexadecimal digits. Throw Error(source) if
// not.
const std::string& component(const std::string& text);
const std::string& checked_sha256(const std::string& text);

// Limits of what is read whole into memory; real ones are far below.
inline constexpr std::uint64_t kMaxManifest = 1ull << 20;
inline constexpr std::uint64_t kMaxIndex = 256ull << 20;
inline constexpr std::uint64_t kMaxSpec = 16ull << 20;
inline constexpr std::uint64_t kMaxKey = 1ull << 20;
inline constexpr std::uint64_t kMaxTarball = 64ull << 30;
inline std::uint64_t most_bytes(const StoredFile& tarball) {
    return tarball.bytes == 0 ? kMaxTarball : tarball.bytes;
}

}  // namespace sf::layout
