// Plans as people read them: the tree of `plan`, and --explain.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "concretize/concretize.h"

namespace sf {
namespace {

constexpr std::size_t kShortHash = 7;  // as `spack spec -l` shows

// "[bl ]": build, link, run.
std::string deptypes(const std::vector<std::string>& types) {
    std::string text = "[   ]";
    for (const std::string& type : types) {
        if (type == "build") text[1] = 'b';
        if (type == "link") text[2] = 'l';
        if (type == "run") text[3] = 'r';
    }
    return text;
}

std::string node_line(const PlannedPackage& planned, const std::string& types, std::size_t depth) {
    std::string line =
        fmt::format("{}  {}  {}{}{}@{}", planned.spec.hash.substr(0, kShortHash), types, std::string(depth * 4, ' '),
                    depth == 0 ? "" : "^", planned.spec.name, planned.spec.version);
    if (!has_source(planned))
        line += "  from the compiler";
    else if (planned.source.variant != "upstream")
        line += fmt::format("  source={}", planned.source.variant);
    if (!planned.patches.empty()) line += fmt::format("  {} patches", planned.patches.size());
    return line + "\n";
}

// Each package once, where it is first met.
void add_subtree(const Plan& plan, const PlannedPackage& planned, const std::string& types, std::size_t depth,
                 std::set<std::string>& seen, std::string& text) {
    if (!seen.insert(planned.spec.name).second) return;
    text += node_line(planned, types, depth);
    for (const Edge& edge : planned.spec.dependencies) {
        add_subtree(plan, plan.at(edge.name), deptypes(edge.types), depth + 1, seen, text);
    }
}

std::string dependents_of(const Plan& plan, const std::string& name) {
    std::vector<std::string> dependents;
    for (const PlannedPackage& planned : plan.packages) {
        for (const Edge& edge : planned.spec.dependencies) {
            if (edge.name == name) {
                dependents.push_back(fmt::format("{} ({})", planned.spec.name, join(edge.types, ", ")));
            }
        }
    }
    for (const std::string& root : plan.roots) {
        if (root != name) continue;
        dependents.push_back(plan.release_data == nullptr ? "build-compiler itself"
                                                          : fmt::format("the flavour {} itself", plan.context.flavour));
    }
    return join(dependents, ", ");
}

std::string explain_source(const Plan& plan, const PlannedPackage& planned) {
    const SourceVariant& source = planned.source;
    if (!has_source(planned)) return "none: it is made of the compiler's files";
    if (!planned.local_source.empty())
        return fmt::format("{} (sha256 {})", planned.local_source.string(), source.sha256);
    std::string text = source.variant;
    if (!plan.source_choice.reason.empty()) text += fmt::format(" ({})", plan.source_choice.reason);
    for (const std::string& url : source.urls) text += "\n              " + url;
    for (const std::string& path : source.pool) text += "\n              a Debian mirror's " + path;
    const bool known = !source.sha256.empty();
    return text + (known ? fmt::format("\n              sha256 {} ({})", source.sha256, source.sha256_from)
                         : "\n              unverified: nobody has published a checksum");
}

std::string heading_of(const Plan& plan) {
    if (plan.release_data == nullptr) return "GCC " + plan.gcc;
    std::string title = fmt::format("Slurm {} (release {}, supported until {}), flavour {}", plan.slurm_version,
                                    plan.release, plan.release_data->end_of_life, plan.context.flavour);
    if (plan.context.compiler == "own") title += ", compiled by gcc " + plan.gcc;
    return title;
}

}  // namespace

std::string plan_to_tree(const Plan& plan) {
    const Toolchain& toolchain = *plan.toolchain;
    std::string text = heading_of(plan) + "\n";
    text += fmt::format("for {} ({}, gcc {}, glibc {}), {}\n", toolchain.name, toolchain.os_name, toolchain.gcc,
                        toolchain.glibc, plan.packages.front().spec.arch.target);
    text += fmt::format("{} packages, hash {}\n", plan.packages.size(), plan.hash());
    if (const auto left_out = plan.gpu_left_out(); !left_out.empty())
        text += fmt::format("left out, because {} has no development packages for it: {}\n", toolchain.name,
                            join(left_out, ", "));
    text += "\n";
    std::set<std::string> needed;
    for (const PlannedPackage& planned : plan.packages) {
        for (const Edge& edge : planned.spec.dependencies) needed.insert(edge.name);
    }
    std::set<std::string> seen;
    for (const std::string& root : plan.roots) {
        if (!needed.contains(root)) add_subtree(plan, plan.at(root), deptypes({}), 0, seen, text);
    }
    return text;
}

std::string explain(const Plan& plan, const std::string& package) {
    const PlannedPackage& planned = plan.at(package);
    std::string text = fmt::format("{} {}\n", planned.spec.name, planned.spec.version);
    text += fmt::format("  what:       {}\n", planned.package->description);
    text += fmt::format("  why:        {}\n", planned.package->why);
    text += fmt::format("  needed by:  {}\n", dependents_of(plan, package));
    text += fmt::format("  version:    {}\n", planned.chosen_by);
    text += fmt::format("  source:     {}\n", explain_source(plan, planned));
    for (const Patch& patch : planned.patches) text += fmt::format("  patch:      {}: {}\n", patch.file, patch.why);
    std::vector<std::string> dependencies;
    for (const Edge& edge : planned.spec.dependencies) dependencies.push_back(edge.name);
    if (!dependencies.empty()) text += fmt::format("  needs:      {}\n", join(dependencies, ", "));
    text += fmt::format("  rules from: {}\n", planned.package->file.string());
    text += fmt::format("  hash:       {}\n", planned.spec.hash);
    return text;
}

}  // namespace sf
