#include "buildcache/spack_cache.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "sign/verify.h"

namespace sf {
namespace {

// Throws Json::exception where a node lacks what its readers take for granted.
void check_shape(const Json& node) {
    for (const char* key : {"name", "version"}) node.at(key).get_ref<const std::string&>();
    node.at("arch").at("platform_os").get_ref<const std::string&>();
    node.at("arch").at("target");
    for (const Json& edge : node.value("dependencies", Json::array())) {
        edge.at("hash").get_ref<const std::string&>();
        (edge.contains("type") ? edge.at("type") : edge.at("parameters").at("deptypes"))
            .get_ref<const Json::array_t&>();
    }
    if (is_external(node)) node.at("external").at("path").get_ref<const std::string&>();
}

// Names, versions and hashes become parts of paths. Where they cannot, the package is not offered.
bool can_be_a_path(const IndexedPackage& package, const std::string& hash) {
    try {
        layout::spec_manifest(package.name, package.version, hash);
        return true;
    } catch (const Error& e) {
        spdlog::info("left out of Spack's index: {}", e.message());
        return false;
    }
}

Index index_from_database(const Json& json) {
    Index index;
    index.is_hint = true;
    for (const auto& [hash, record] : json.at("database").at("installs").items()) {
        const Json& node = record.at("spec");
        check_shape(node);
        index.nodes[hash] = node;
        index.nodes[hash]["hash"] = hash;
        IndexedPackage package;
        package.name = node.at("name");
        package.version = node.at("version");
        if (record.value("in_buildcache", false) && can_be_a_path(package, hash))
            index.packages[hash] = std::move(package);
    }
    return index;
}

// Hashes and types, which all versions of specs have; the index has edges in the form of the newest version.
Json edges(const Json& node) {
    Json result = Json::array();
    for (const Json& edge : node.value("dependencies", Json::array()))
        result.push_back(
            {edge.at("hash"), edge.contains("type") ? edge.at("type") : edge.at("parameters").at("deptypes")});
    return result;
}

// In what decides on what is installed: a hint must not add to what was signed, nor leave anything out.
bool says_the_same(const Json& a, const Json& b) {
    for (const char* key : {"name", "version", "external"})
        if (a.value(key, Json()) != b.value(key, Json())) return false;
    return edges(a) == edges(b);
}

void check_hints(const SpecNodes& hints, const SpecNodes& nodes, const std::string& origin) {
    for (const auto& [hash, node] : nodes) {
        const auto hint = hints.find(hash);
        if (hint == hints.end() || !says_the_same(hint->second, node))
            throw Error(
                ErrorKind::source,
                fmt::format("{}: the index, which nobody signed, says something else of {}/{} than a signed spec",
                            origin, std::string(node.at("name")), hash),
                "whoever publishes there makes the index again: spack buildcache update-index");
    }
}

}  // namespace

Index read_spack_index(Mirror& mirror, LayoutVersion version) {
    const Layout& layout = layout_of(version);
    const std::string origin = mirror.url() + "/" + layout.spack_index();
    const auto text = layout.read_spack_index(mirror);
    try {
        Index index = index_from_database(parse_json(text, origin));
        index.layout = version;
        return index;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not an index of Spack: {}", origin, e.what()));
    }
}

SpackCache::SpackCache(Mirror& mirror, std::string fingerprint, const std::string& public_key, Process& process)
    : mirror_(mirror), fingerprint_(std::move(fingerprint)), keyring_(Keyring::ephemeral(process)) {
    keyring_.add(public_key, "the trusted key");
}

IndexedPackage SpackCache::verified(const std::string& hash, const Index& hints) const {
    const Layout& layout = layout_of(hints.layout);
    const Json& hint = hints.nodes.at(hash);
    IndexedPackage package;
    package.name = hint.at("name");
    package.version = hint.at("version");
    const std::string path = layout.signed_file(hints.nodes, hash);
    const std::string origin = mirror_.url() + "/" + path;
    const std::string text = mirror_.read(path, layout::kMaxSpec);
    const auto described =
        layout.read_description(mirror_, verify_clearsigned(keyring_, {fingerprint_}, text, origin).text, origin);
    package.manifest = {sha256_hex(text), text.size()};
    package.tarball = described.tarball;
    package.spec = described.spec;
    check_root(described.spec_json, package.name, hash, "the spec of " + origin);
    const SpecNodes nodes = checked_nodes(described.spec_json, "the spec of " + origin);
    check_hints(hints.nodes, nodes, mirror_.url());
    if (!has_computable_hash(nodes.at(hash)))
        spdlog::info(
            "{}/{}: an older or spliced spec, whose hash cannot be computed again; its signature stands for it",
            package.name, hash);
    return package;
}

}  // namespace sf
