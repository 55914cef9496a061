// Plans as a picture: https://graphviz.org/doc/info/lang.html
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "concretize/concretize.h"

namespace sf {
namespace {

// A quoted string: the quote would end it, and in labels a backslash starts an escape.
std::string dot_string(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c == '\n' ? "\\n" : std::string(1, c);
    }
    return result + "\"";
}

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string title_of(const Plan& plan) {
    return fmt::format("Slurm {}, flavour {}, for {} ({})", plan.slurm_version, plan.context.flavour,
                       plan.toolchain->name, plan.packages.front().spec.arch.target);
}

// What is in a bundle has a full outline, a build tool a dashed one; what the flavour itself asks for is filled.
std::string node_of(const Plan& plan, const PlannedPackage& planned) {
    std::string style = planned.shipped ? "rounded" : "rounded,dashed";
    if (has(plan.roots, planned.spec.name)) style += ",filled";
    return fmt::format("    {} [label={}, style={}];\n", dot_string(planned.spec.name),
                       dot_string(planned.spec.name + "\n" + planned.spec.version), dot_string(style));
}

std::string edge_of(const PlannedPackage& planned, const Edge& edge) {
    const char* style = has(edge.types, "link") ? "solid" : has(edge.types, "run") ? "dotted" : "dashed";
    return fmt::format("    {} -> {} [style={}, edgetooltip={}];\n", dot_string(planned.spec.name),
                       dot_string(edge.name), style, dot_string(join(edge.types, ", ")));
}

}  // namespace

std::string plan_to_dot(const Plan& plan) {
    std::string text = fmt::format("digraph {} {{\n", dot_string("slurm-" + plan.slurm_version));
    text += fmt::format("    label={};\n", dot_string(title_of(plan)));
    text += "    labelloc=t; rankdir=LR; ranksep=0.8; fontname=\"sans-serif\";\n";
    text += "    node [shape=box, fontname=\"sans-serif\", fontsize=11, fillcolor=\"#dceaf7\"];\n";
    text += "    edge [color=\"#555555\", arrowsize=0.7];\n";
    for (const PlannedPackage& planned : plan.packages) text += node_of(plan, planned);
    for (const PlannedPackage& planned : plan.packages) {
        for (const Edge& edge : planned.spec.dependencies) text += edge_of(planned, edge);
    }
    return text + "}\n";
}

}  // namespace sf
