#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "concretize/concretize.h"

namespace sf {
namespace {

// The roots that no other package of the plan needs.
std::vector<const PlannedPackage*> tops(const Plan& plan) {
    std::set<std::string> needed;
    for (const PlannedPackage& planned : plan.packages) {
        for (const Edge& edge : planned.spec.dependencies) needed.insert(edge.name);
    }
    std::vector<const PlannedPackage*> result;
    for (const std::string& root : plan.roots) {
        if (!needed.contains(root)) result.push_back(&plan.at(root));
    }
    return result;
}

Json source_to_json(const PlannedPackage& planned) {
    Json json = {{"variant", planned.source.variant}, {"sha256", planned.source.sha256}};
    json["sha256_from"] = planned.source.sha256_from;
    json["urls"] = planned.source.urls;
    json["pool"] = planned.source.pool;
    if (!planned.local_source.empty()) json["file"] = planned.local_source.filename().string();
    return json;
}

Json patches_to_json(const PlannedPackage& planned) {
    Json patches = Json::array();
    for (const Patch& patch : planned.patches) {
        patches.push_back({{"file", patch.file}, {"sha256", patch.sha256}, {"why", patch.why}});
    }
    return patches;
}

Json package_to_json(const PlannedPackage& planned) {
    Json json = Json::object();
    json["name"] = planned.spec.name;
    json["version"] = planned.spec.version;
    json["hash"] = planned.spec.hash;
    json["package_hash"] = planned.spec.package_hash;
    json["prefix"] = planned.prefix;
    json["shipped"] = planned.shipped;
    json["license"] = planned.package->license;
    json["chosen_by"] = planned.chosen_by;
    json["source"] = source_to_json(planned);
    json["patches"] = patches_to_json(planned);
    Json dependencies = Json::array();
    for (const Edge& edge : planned.spec.dependencies) {
        dependencies.push_back({{"name", edge.name}, {"hash", edge.hash}, {"types", edge.types}});
    }
    json["dependencies"] = std::move(dependencies);
    return json;
}

// Nodes of all roots in one spec.json, each once.
Json spec_to_json(const Plan& plan) {
    std::map<std::string, Spec> by_hash;
    for (const PlannedPackage& planned : plan.packages) by_hash.emplace(planned.spec.hash, planned.spec);
    Json spec;
    std::set<std::string> seen;
    for (const PlannedPackage* top : tops(plan)) {
        const Json one = to_spec_json(top->spec, by_hash).at("spec");
        if (spec.is_null()) spec = {{"_meta", one.at("_meta")}, {"nodes", Json::array()}};
        for (const Json& node : one.at("nodes")) {
            if (seen.insert(node.at("hash")).second) spec["nodes"].push_back(node);
        }
    }
    return spec;
}

Json toolchain_to_json(const Plan& plan) {
    const Toolchain& toolchain = *plan.toolchain;
    Json json = {{"name", toolchain.name}, {"os", toolchain.os_name}};
    json["gcc"] = toolchain.gcc;
    json["glibc"] = toolchain.glibc;
    json["abi_epoch"] = toolchain.abi_epoch;
    if (plan.context.compiler == "own") json["compiler"] = "gcc " + plan.gcc;
    return json;
}

Json provided_to_json(const Provided& provided) {
    Json json = {{"kind", static_cast<int>(provided.kind)},
                 {"name", provided.name},
                 {"run", provided.run},
                 {"hosts", provided.hosts}};
    if (!provided.driver_libraries.empty()) json["driver_libraries"] = provided.driver_libraries;
    return json;
}

Json shipped_identity(const Plan& plan, const PlannedPackage& planned) {
    const Package& package = *planned.package;
    const Context context = context_of(plan, planned);
    Json provides = Json::array();
    for (const Provided& provided : package.provides) {
        if (holds(provided.when, context)) provides.push_back(provided_to_json(provided));
    }
    Json json = {{"keep", package.keep}, {"drop", package.drop}};
    json["provides"] = std::move(provides);
    if (package.module) json["module"] = {package.module->tier, package.module->opens, package.module->file};
    json["about"] = {package.description, package.homepage, package.license};
    return json;
}

}  // namespace

const PlannedPackage& Plan::at(const std::string& name) const {
    for (const PlannedPackage& planned : packages) {
        if (planned.spec.name == name) return planned;
    }
    std::vector<std::string> names;
    for (const PlannedPackage& planned : packages) names.push_back(planned.spec.name);
    std::sort(names.begin(), names.end());
    throw Error(ErrorKind::usage, fmt::format("the plan has no package '{}'{}", name, suggestion(name, names)));
}

std::vector<std::string> Plan::gpu_left_out() const {
    if (context.flavour != "gpu") return {};
    std::set<std::string> words;
    for (const PlannedPackage& planned : packages) {
        for (const Provided& provided : planned.package->provides) {
            const auto asked = provided.when.entries.find("gpu");
            if (asked != provided.when.entries.end()) words.insert(asked->second.begin(), asked->second.end());
        }
    }
    for (const std::string& offered : context.gpu) words.erase(offered);
    return {words.begin(), words.end()};
}

std::string Plan::hash() const {
    const auto roots_needed_by_nobody = tops(*this);
    if (roots_needed_by_nobody.size() == 1) return roots_needed_by_nobody.front()->spec.hash;
    Hasher hasher(Hasher::Algorithm::sha1);
    for (const PlannedPackage* top : roots_needed_by_nobody) hasher.update(top->spec.hash);
    return base32_lower(hasher.digest());
}

std::string padded_prefix(const Spec& spec) {
    constexpr std::string_view kPadding = "__padding__";
    const std::string start = std::string(kPrefixRoot) + "/";
    const std::string end = "/" + spec.store_name();
    if (start.size() + end.size() >= kPrefixLength) {
        throw Error(ErrorKind::catalog, fmt::format("the name {} is too long: a prefix has {} characters in all",
                                                    spec.store_name(), kPrefixLength));
    }
    std::string padding;
    const std::size_t length = kPrefixLength - start.size() - end.size();
    while (padding.size() < length) padding += kPadding;
    padding.resize(length);
    return start + padding + end;
}

Context context_of(const Plan& plan, const PlannedPackage& planned) {
    Context context = plan.context;
    context.package_version = planned.spec.version;
    context.source = planned.source.variant;
    context.compiler = planned.own_compiler ? "own" : "toolchain";
    return context;
}

Json plan_to_json(const Plan& plan) {
    Json json = Json::object();
    if (plan.release_data != nullptr) {
        json["release"] = plan.release;
        json["slurm_version"] = plan.slurm_version;
        json["flavour"] = plan.context.flavour;
        json["source_date_epoch"] = plan.release_data->source_date_epoch;
    }
    json["toolchain"] = toolchain_to_json(plan);
    json["target"] = plan.packages.front().spec.arch.target;
    json["hash"] = plan.hash();
    json["roots"] = plan.roots;
    if (const auto left_out = plan.gpu_left_out(); !left_out.empty()) json["gpu_left_out"] = left_out;
    Json packages = Json::array();
    for (const PlannedPackage& planned : plan.packages) packages.push_back(package_to_json(planned));
    json["packages"] = std::move(packages);
    json["spec"] = spec_to_json(plan);
    return json;
}

Json plan_lockfile(const Plan& plan) {
    auto json = plan_to_json(plan);
    for (auto& package : json.at("packages")) {
        package.erase("prefix");
        package.erase("chosen_by");
    }
    return json;
}

std::string bundle_identity(const Plan& plan, const Catalog& catalog) {
    Json identity = Json::object();
    identity["plan"] = plan_lockfile(plan);
    for (const PlannedPackage& planned : plan.packages) {
        if (planned.shipped) identity["shipped"][planned.spec.name] = shipped_identity(plan, planned);
    }
    identity["assets"] = Json::object();
    for (const auto& [relative, path] : catalog.assets()) {
        if (relative.starts_with("site/") || relative.starts_with("image/")) continue;  // in no bundle
        identity["assets"][relative] = sha256_file(path);
    }
    return sha256_hex(compact_json(identity));
}

}  // namespace sf
