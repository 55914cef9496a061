#include "buildcache/layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "mirror/oci_url.h"
#include "relocate/occurrences.h"

namespace sf {
namespace {

// A description of the same bytes that lies there, signed by the same key, with all that it names.
struct Theirs {
    std::string signed_text;
    SignedPackage package;
};

std::optional<Theirs> described_before(Mirror& mirror, const std::string& path, const Layout& layout,
                                       const IndexedPackage& package, const Signer& signer) {
    try {
        Theirs theirs{mirror.read(path, layout::kMaxSpec), {}};
        const auto text = signer.signed_before(theirs.signed_text);
        if (!text) return std::nullopt;
        theirs.package = layout.read_description(mirror, *text, mirror.url() + "/" + path);
        const bool same =
            theirs.package.tarball.sha256 == package.tarball.sha256 && theirs.package.spec == package.spec;
        const auto is_there = [&](const auto& item) { return mirror.exists(layout::blob(item.second.sha256)); };
        const auto& attached = theirs.package.attached;
        const bool whole = std::all_of(attached.begin(), attached.end(), is_there);
        return same && whole ? std::optional(std::move(theirs)) : std::nullopt;
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::source) throw;
        return std::nullopt;
    }
}

}  // namespace

std::vector<PlacedFile> Layout::files(const Index& index, const std::string& hash) const {
    const auto& package = index.packages.at(hash);
    std::vector<PlacedFile> files = {{tarball(index.nodes, hash, package.tarball), package.tarball}};
    if (!package.spec.sha256.empty()) files.push_back({layout::blob(package.spec.sha256), package.spec});
    for (const auto& [type, file] : package.attached) files.push_back({layout::blob(file.sha256), file});
    files.push_back({signed_file(index.nodes, hash), package.manifest});
    return files;
}

bool Layout::put_signed(WritableMirror& mirror, const std::string& path, const std::string& signed_text,
                        bool only_if_absent) const {
    if (only_if_absent) return mirror.put_if(path, signed_text, {});
    mirror.put(path, signed_text);
    return true;
}

void Layout::put_description(WritableMirror& mirror, Signer& signer, const Json& spec_json,
                             IndexedPackage& package) const {
    const std::string text = describe(mirror, spec_json, package);
    const SpecNodes nodes = checked_nodes(spec_json, "the spec of " + package.name);
    const std::string path = signed_file(nodes, spec_json.at("spec").at("nodes").at(0).at("hash"));
    std::string signed_text = signer.clearsign(text);
    if (!put_signed(mirror, path, signed_text, true)) {
        // Its documents may be others: of another build that has this package.
        if (const auto theirs = described_before(mirror, path, *this, package, signer)) {
            signed_text = theirs->signed_text;
            package.attached = theirs->package.attached;
        } else {
            put_signed(mirror, path, signed_text, false);
        }
    }
    package.manifest = {sha256_hex(signed_text), signed_text.size()};
}

Json Layout::key_index(const std::vector<std::string>& files, std::string_view end) {
    Json keys = Json::object();
    for (const auto& path : files) {
        const std::string name = std::filesystem::path(path).filename().string();
        if (name.ends_with(end)) keys[name.substr(0, name.size() - end.size())] = Json::object();
    }
    return {{"keys", std::move(keys)}};
}

const Layout& layout_of(LayoutVersion version) {
    return version == LayoutVersion::v2 ? layout_v2() : layout_v3();
}

// Ours first: until a migration has put its index, v2's is the one to read.
std::optional<LayoutVersion> found_layout(Mirror& mirror) {
    if (mirror.exists(layout::kSignedIndex)) return LayoutVersion::v3;
    if (mirror.exists(layout::v2::kSignedIndex)) return LayoutVersion::v2;
    if (mirror.exists(layout::kIndexManifest)) return LayoutVersion::v3;
    if (mirror.exists(layout::v2::kIndex)) return LayoutVersion::v2;
    return std::nullopt;
}

LayoutVersion layout_to_write(Mirror& mirror, std::optional<LayoutVersion> wanted) {
    if (is_oci(mirror.url()) && wanted == LayoutVersion::v2)
        throw Error(ErrorKind::usage, "layout v2 is for folders: no Spack reads it from a registry",
                    "leave --layout away");
    const auto found = found_layout(mirror);
    if (!found || !wanted || *found == *wanted) return found.value_or(wanted.value_or(LayoutVersion::v3));
    throw Error(ErrorKind::usage,
                fmt::format("{} has layout v{}, and a mirror has one layout", mirror.url(), static_cast<int>(*found)),
                *found == LayoutVersion::v2
                    ? "slurm-factory buildcache migrate --mirror " + mirror.url() + " makes it v3"
                    : "leave --layout away, or write to another mirror");
}

}  // namespace sf

namespace sf::layout {

const std::string& component(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), is_name_character);
    if (text.empty() || !plain || text.front() == '.')
        throw Error(ErrorKind::source, fmt::format("'{}' is not a name, version or hash of a package", text));
    return text;
}

std::string spec_manifest(const std::string& name, const std::string& version, const std::string& hash) {
    return fmt::format("{}/{}/{}-{}-{}.spec.manifest.json", kSpecManifests, component(name), name, component(version),
                       component(hash));
}

std::string key_manifest(const std::string& fingerprint) {
    return fmt::format("{}/{}.key.manifest.json", kKeyManifests, component(fingerprint));
}

const std::string& checked_sha256(const std::string& text) {
    constexpr std::size_t kDigits = 64;
    if (text.size() != kDigits || text.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Error(ErrorKind::source, fmt::format("'{}' is not a SHA-256", text));
    return text;
}

std::string blob(const std::string& sha256) {
    return fmt::format("blobs/sha256/{}/{}", checked_sha256(sha256).substr(0, 2), sha256);
}

}  // namespace sf::layout
