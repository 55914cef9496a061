#include "buildcache/index.h"

#include <fmt/format.h>

#include "base/error.h"
#include "buildcache/layout.h"
#include "buildcache/old_nodes.h"

namespace sf {
namespace {

constexpr int kFormat = 1;

Json to_json(const IndexedPackage& package) {
    Json tarball = to_json(package.tarball);
    tarball["unpacked_bytes"] = package.unpacked_bytes;
    Json json = {{"name", package.name},
                 {"version", package.version},
                 {"prefix", package.prefix},
                 {"manifest", to_json(package.manifest)}};
    if (!package.spec.sha256.empty()) json["spec"] = to_json(package.spec);
    json["tarball"] = std::move(tarball);
    for (const auto& [type, file] : package.attached) json["attached"][type] = to_json(file);
    return json;
}

IndexedPackage package_from(const Json& json) {
    IndexedPackage package;
    package.name = json.at("name");
    package.version = json.at("version");
    package.prefix = json.at("prefix");
    package.manifest = stored_file_from(json.at("manifest"));
    if (json.contains("spec")) package.spec = stored_file_from(json.at("spec"));
    package.tarball = stored_file_from(json.at("tarball"));
    package.unpacked_bytes = json.at("tarball").at("unpacked_bytes");
    const Json attached = json.value("attached", Json::object());
    for (const auto& [type, file] : attached.items()) package.attached[type] = stored_file_from(file);
    return package;
}

Index index_from(const Json& json, LayoutVersion layout, const std::string& origin) {
    if (json.at("format") != kFormat)
        throw Error(ErrorKind::source, origin + " has a format that this program does not know",
                    "use a newer slurm-factory");
    if (json.value("layout", static_cast<int>(LayoutVersion::v3)) != static_cast<int>(layout))
        throw Error(ErrorKind::source, origin + " is not of the layout that the mirror has");
    Index index;
    index.layout = layout;
    index.is_signed = json.value("signed", true);
    index.serial = json.at("serial");
    index.created = json.at("created");
    index.expires = json.at("expires");
    for (const auto& node : json.at("nodes")) index.nodes[node.at("hash")] = node;
    for (const auto& [hash, package] : json.at("packages").items()) index.packages[hash] = package_from(package);
    index.revoked = json.value("revoked", index.revoked);
    return index;
}

void check_packages(const Index& index, const std::string& origin) {
    for (const auto& [hash, package] : index.packages) {
        const auto node = index.nodes.find(hash);
        const bool named = node != index.nodes.end() && node->second.at("name") == package.name &&
                           node->second.at("version") == package.version;
        if (!named || !package.prefix.starts_with('/'))
            throw Error(ErrorKind::source,
                        fmt::format("{}: {}/{} does not fit to its node", origin, package.name, hash));
    }
}

}  // namespace

Json to_json(const StoredFile& file) {
    return {{"sha256", file.sha256}, {"bytes", file.bytes}};
}

StoredFile stored_file_from(const Json& json) {
    StoredFile file{json.at("sha256"), 0};
    layout::blob(file.sha256);  // throws for what is no checksum
    const Json& bytes = json.at("bytes");
    if (!bytes.is_number_unsigned())
        throw Error(ErrorKind::source, fmt::format("{} is not the size of a file", compact_json(bytes)));
    file.bytes = bytes;
    return file;
}

SpecNodes nodes_of_packages(const Index& index) {
    SpecNodes nodes;
    for (const auto& [hash, package] : index.packages) nodes[hash] = index.nodes.at(hash);
    return nodes;
}

std::string index_text(const Index& index) {
    Json packages = Json::object(), nodes = Json::array();
    for (const auto& [hash, package] : index.packages) packages[hash] = to_json(package);
    for (const auto& [hash, node] : index.nodes) nodes.push_back(node);
    return lined_json({{"format", kFormat},
                       {"layout", static_cast<int>(index.layout)},
                       {"signed", index.is_signed},
                       {"serial", index.serial},
                       {"created", index.created},
                       {"expires", index.expires},
                       {"revoked", index.revoked},
                       {"packages", std::move(packages)},
                       {"nodes", std::move(nodes)}}) +
           "\n";
}

Index parse_index(const std::string& text, const std::string& origin, LayoutVersion layout) {
    try {
        Index index = index_from(parse_json(text, origin), layout, origin);
        check_nodes(index.nodes, origin);
        check_packages(index, origin);
        return index;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not a buildcache's index: {}", origin, e.what()));
    }
}

std::string spack_index_text(const Index& index) {
    std::map<std::string, int> dependents;
    for (const auto& [hash, node] : index.nodes)
        for (const auto& edge : node.value("dependencies", Json::array())) ++dependents[edge.at("hash")];
    Json installs = Json::object();
    for (const auto& [hash, node] : index.nodes)
        installs[hash] = {{"spec", as_version_5(node)},
                          {"ref_count", dependents[hash]},
                          {"in_buildcache", index.packages.contains(hash)}};
    return compact_json({{"database", {{"version", "8"}, {"installs", std::move(installs)}}}});
}

}  // namespace sf
