#include "spec/spec.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/hash.h"

namespace sf {
namespace {

constexpr int kSpecfileVersion = 5;  // SPECFILE_FORMAT_VERSION of Spack 1.x

Json to_json(const Edge& edge) {
    return {{"name", edge.name},
            {"hash", edge.hash},
            {"parameters", {{"deptypes", edge.types}, {"virtuals", edge.virtuals}}}};
}

// Keys that this program never writes but that enter Spack's hash: a node with one of them is not understood here.
void refuse_foreign_keys(const Json& node) {
    static const std::set<std::string> known = {"name",    "version", "arch",         "namespace",   "parameters",
                                                "patches", "hash",    "package_hash", "annotations", "dependencies"};
    for (const auto& [key, value] : node.items()) {
        if (!known.contains(key))
            throw Error(ErrorKind::failure, fmt::format("a spec node has the unknown key '{}'", key));
    }
}

Edge edge_from(const Json& json) {
    const Json& parameters = json.at("parameters");
    return {json.at("name"), json.at("hash"), parameters.at("deptypes"), parameters.at("virtuals")};
}

Spec read_node(const Json& node) {
    Spec spec;
    spec.name = node.at("name");
    spec.version = node.at("version");
    const Json& arch = node.at("arch");
    spec.arch = {arch.at("platform"), arch.at("platform_os"), arch.at("target")};
    spec.spack_namespace = node.at("namespace");
    spec.parameters = node.at("parameters");
    if (node.contains("patches")) spec.patches = node.at("patches");
    spec.package_hash = node.at("package_hash");
    if (node.contains("dependencies")) {
        for (const Json& edge : node.at("dependencies")) spec.dependencies.push_back(edge_from(edge));
    }
    return spec;
}

void add_nodes(const Spec& spec, const std::map<std::string, Spec>& by_hash, std::set<std::string>& seen, Json& nodes) {
    if (!seen.insert(spec.hash).second) return;
    Json node = to_node(spec);
    node["hash"] = spec.hash;
    nodes.push_back(std::move(node));
    for (const Edge& edge : spec.dependencies) {
        if (edge.hidden) continue;
        const auto found = by_hash.find(edge.hash);
        if (found == by_hash.end()) {
            throw Error(ErrorKind::failure,
                        fmt::format("{} depends on {}/{}, which is not in the DAG", spec.name, edge.name, edge.hash));
        }
        add_nodes(found->second, by_hash, seen, nodes);
    }
}

}  // namespace

bool is_needed_at_run_time(const Edge& edge) {
    return std::any_of(edge.types.begin(), edge.types.end(),
                       [](const std::string& type) { return type == "link" || type == "run"; });
}

Json to_node(const Spec& spec) {
    Json node = Json::object();
    node["name"] = spec.name;
    node["version"] = spec.version;
    node["arch"] = {
        {"platform", spec.arch.platform}, {"platform_os", spec.arch.platform_os}, {"target", spec.arch.target}};
    node["namespace"] = spec.spack_namespace;
    node["parameters"] = spec.parameters;
    if (!spec.patches.empty()) node["patches"] = spec.patches;
    node["package_hash"] = spec.package_hash;
    Json edges = Json::array();
    for (const Edge& edge : spec.dependencies)
        if (!edge.hidden) edges.push_back(to_json(edge));
    if (!edges.empty()) node["dependencies"] = std::move(edges);
    node["annotations"] = {{"original_specfile_version", kSpecfileVersion}};
    return node;
}

Spec from_node(const Json& node) {
    if (!node.is_object()) throw Error(ErrorKind::failure, "a spec node is not a JSON object");
    refuse_foreign_keys(node);
    Spec spec;
    try {
        spec = read_node(node);
    } catch (const nlohmann::json::exception& e) {
        throw Error(ErrorKind::failure, fmt::format("not a spec node: {}", e.what()));
    }
    spec.hash = dag_hash(spec);
    if (node.contains("hash") && node["hash"] != Json(spec.hash)) {
        throw Error(ErrorKind::failure, fmt::format("the node of {} {} says another hash than the one it has ({})",
                                                    spec.name, spec.version, spec.hash));
    }
    return spec;
}

std::string dag_hash(const Spec& spec) {
    return node_hash(to_node(spec));
}

std::string node_hash(Json node) {
    node.erase("hash");
    Hasher hasher(Hasher::Algorithm::sha1);
    hasher.update(compact_json(node));
    return base32_lower(hasher.digest());
}

Json to_spec_json(const Spec& root, const std::map<std::string, Spec>& by_hash) {
    Json nodes = Json::array();
    std::set<std::string> seen;
    add_nodes(root, by_hash, seen, nodes);
    return {{"spec", {{"_meta", {{"version", kSpecfileVersion}}}, {"nodes", std::move(nodes)}}}};
}

}  // namespace sf
