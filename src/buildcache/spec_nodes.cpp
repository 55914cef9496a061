#include "buildcache/spec_nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "spec/spec.h"

namespace sf {
namespace {

constexpr int kSpecfileVersion = 5;  // of the nodes whose hash is known how to compute
constexpr std::initializer_list<const char*> kAllTypes = {"build", "link", "run", "test"};

// The dependencies of a node, with these types. (Before version 4 "type" stood in the place of "parameters".)
std::vector<std::string> below(const Json& node, std::initializer_list<const char*> types) {
    std::vector<std::string> hashes;
    if (!node.contains("dependencies")) return hashes;
    for (const auto& edge : node.at("dependencies")) {
        const Json& has = edge.contains("type") ? edge.at("type") : edge.at("parameters").at("deptypes");
        const bool wanted = std::any_of(types.begin(), types.end(), [&](const char* type) {
            return std::find(has.begin(), has.end(), type) != has.end();
        });
        if (wanted) hashes.push_back(edge.at("hash"));
    }
    return hashes;
}

void add_closure(const SpecNodes& nodes, const std::string& hash, std::initializer_list<const char*> types,
                 std::set<std::string>& seen, std::vector<std::string>& closure) {
    if (!seen.insert(hash).second) return;
    if (!nodes.contains(hash)) throw Error(ErrorKind::source, hash + " is needed, but the index does not have it");
    for (const auto& dependency : below(nodes.at(hash), types)) add_closure(nodes, dependency, types, seen, closure);
    closure.push_back(hash);
}

}  // namespace

bool has_computable_hash(const Json& node) {
    if (node.contains("build_spec")) return false;
    return !node.contains("annotations") ||
           node.at("annotations").value("original_specfile_version", 0) == kSpecfileVersion;
}

bool is_external(const Json& node) {
    return node.contains("external");
}

void check_nodes(const SpecNodes& nodes, const std::string& origin) {
    for (const auto& [hash, node] : nodes) {
        try {
            const std::string name = node.at("name");
            if (node.at("hash") != hash || (has_computable_hash(node) && node_hash(node) != hash))
                throw Error(ErrorKind::source,
                            fmt::format("{}: the node of {} does not have the hash {}", origin, name, hash));
            for (const auto& dependency : below(node, kAllTypes))
                if (!nodes.contains(dependency))
                    throw Error(ErrorKind::source,
                                fmt::format("{}: {} depends on {}, which is not there", origin, name, dependency));
        } catch (const Json::exception& e) {
            throw Error(ErrorKind::source, fmt::format("{}: not a node of a spec: {}", origin, e.what()));
        }
    }
}

SpecNodes checked_nodes(const Json& spec_json, const std::string& origin) {
    SpecNodes nodes;
    try {
        for (const auto& node : spec_json.at("spec").at("nodes")) nodes[node.at("hash")] = node;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not a spec.json: {}", origin, e.what()));
    }
    check_nodes(nodes, origin);
    return nodes;
}

void check_root(const Json& spec_json, const std::string& name, const std::string& hash, const std::string& origin) {
    const Json root = spec_json.value(Json::json_pointer("/spec/nodes/0"), Json::object());
    if (root.value("name", "") != name || root.value("hash", "") != hash)
        throw Error(ErrorKind::source, fmt::format("{} is of {}/{} instead of {}/{}", origin,
                                                   root.value("name", "nothing"), root.value("hash", ""), name, hash));
}

std::vector<std::string> run_closure(const SpecNodes& nodes, const std::string& hash) {
    std::set<std::string> seen;
    std::vector<std::string> closure;
    add_closure(nodes, hash, {"link", "run"}, seen, closure);
    return closure;
}

std::vector<std::string> whole_closure(const SpecNodes& nodes, const std::string& hash) {
    std::set<std::string> seen;
    std::vector<std::string> closure;
    add_closure(nodes, hash, kAllTypes, seen, closure);
    return closure;
}

std::vector<std::string> relocation_closure(const SpecNodes& nodes, const std::string& hash) {
    std::set<std::string> seen;
    std::vector<std::string> closure;
    add_closure(nodes, hash, {"link"}, seen, closure);
    for (const auto& dependency : below(nodes.at(hash), {"run"}))
        if (seen.insert(dependency).second) closure.push_back(dependency);
    return closure;
}

}  // namespace sf
