#include "buildcache/old_nodes.h"

#include <fmt/format.h>

#include <algorithm>

namespace sf {
namespace {

std::string text_at(const Json& object, const char* key) {
    return object.at(key);
}

// "gcc@=12.2.0" -> "gcc-12.2.0"
std::string dashed(const std::string& compiler) {
    const auto at = compiler.find('@');
    if (at == std::string::npos) return compiler + "-none";
    const auto version = compiler.find_first_not_of("@=", at);
    return compiler.substr(0, at) + "-" + (version == std::string::npos ? "none" : compiler.substr(version));
}

bool provides(const Json& edge, const char* language) {
    const Json virtuals = edge.value(Json::json_pointer("/parameters/virtuals"), Json::array());
    return std::find(virtuals.begin(), virtuals.end(), language) != virtuals.end();
}

Json edge_of_version_5(const Json& old) {
    const bool typed = old.contains("type");  // version 3
    const Json types = typed ? old.at("type") : old.at("parameters").at("deptypes");
    const Json virtuals = typed ? Json::array() : old.at("parameters").at("virtuals");
    return {{"name", old.at("name")},
            {"hash", old.at("hash")},
            {"parameters", {{"deptypes", types}, {"virtuals", virtuals}, {"direct", true}}}};
}

}  // namespace

Json as_version_5(Json node) {
    if (node.contains("annotations")) return node;
    int version = 4;
    if (node.contains("dependencies")) {
        for (Json& edge : node["dependencies"]) {
            if (edge.contains("type")) version = 3;
            edge = edge_of_version_5(edge);
        }
    }
    node["annotations"] = {{"original_specfile_version", version}};
    if (node.contains("compiler")) {
        const Json& compiler = node.at("compiler");
        node["annotations"]["compiler"] =
            fmt::format("{}@={}", text_at(compiler, "name"), text_at(compiler, "version"));
        node.erase("compiler");
    }
    return node;
}

std::string compiler_of(const SpecNodes& nodes, const std::string& hash) {
    const Json& node = nodes.at(hash);
    if (node.contains("compiler"))
        return text_at(node.at("compiler"), "name") + "-" + text_at(node.at("compiler"), "version");
    const Json annotations = node.value("annotations", Json::object());
    if (annotations.contains("compiler")) return dashed(annotations.at("compiler"));
    for (const char* language : {"c", "cxx", "fortran"}) {
        for (const auto& edge : node.value("dependencies", Json::array())) {
            const auto compiler = nodes.find(edge.at("hash"));
            if (provides(edge, language) && compiler != nodes.end())
                return text_at(compiler->second, "name") + "-" + text_at(compiler->second, "version");
        }
    }
    return "none-none";
}

}  // namespace sf
