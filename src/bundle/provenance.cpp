#include "bundle/provenance.h"

#include <fmt/format.h>

#include "base/text.h"
#include "spec/purl.h"

namespace sf {
namespace {

constexpr const char* kBuildType = "urn:slurm-factory:build-slurm:v1";
constexpr const char* kRootSuffix = " build root";
constexpr const char* kBuilder = "urn:slurm-factory:engine:native";

Json local_sources(const Plan& plan) {
    Json result = Json::object();
    for (const auto& [name, path] : plan.request.local_sources)
        result[name] = std::filesystem::path(path).filename().string();
    return result;
}

// What the user asked for; what of it changes no byte (--jobs, --ccache) is left out.
Json external_parameters(const Plan& plan, const BuildFacts& facts) {
    return Json{{"slurm_version", plan.request.slurm_version},
                {"toolchain", plan.request.toolchain},
                {"flavour", plan.request.flavour},
                {"with", plan.request.with},
                {"target", plan.request.target},
                {"compiler_version", plan.request.compiler_version},
                {"sources", plan.request.sources},
                {"compress", facts.compression},
                {"enable_hierarchy", facts.hierarchy},
                {"local_sources", local_sources(plan)}};
}

Json internal_parameters(const Plan& plan, const BuildFacts& facts) {
    Json hashes = Json::object();
    for (const auto& planned : plan.packages) hashes[planned.spec.name] = planned.spec.hash;
    return Json{{"slurm", plan.slurm_version},
                {"dag_hash", plan.hash()},
                {"source_choice", plan.source_choice.preferred},
                {"source_choice_reason", plan.source_choice.reason},
                {"hashes", std::move(hashes)},
                {"from_buildcaches", facts.from_buildcaches}};
}

Json source_of(const PlannedPackage& planned) {
    Json source{{"name", fmt::format("{}-{}", planned.spec.name, planned.spec.version)}};
    const bool local = !planned.local_source.empty();
    if (!local && !planned.source.urls.empty()) source["uri"] = planned.source.urls.front();
    if (!planned.source.sha256.empty()) source["digest"] = Json{{"sha256", planned.source.sha256}};
    Json notes{{"variant", planned.source.variant}};
    if (local)
        notes["local_file"] = planned.local_source.filename().string();
    else
        notes["pool"] = planned.source.pool;
    source["annotations"] = std::move(notes);
    return source;
}

std::string purl(const Toolchain& toolchain, const std::string& name, const std::string& version) {
    return to_text({toolchain.family == "dnf" ? "rpm" : "deb", toolchain.os_id, name, version,
                    fmt::format("distro={}-{}", toolchain.os_id, toolchain.os_version)});
}

Json resolved_dependencies(const Plan& plan, const RootFs& root) {
    Json result = Json::array();
    for (const auto& planned : plan.packages) {
        if (has_source(planned)) result.push_back(source_of(planned));
        for (const auto& patch : planned.patches)
            result.push_back(Json{{"name", patch.file}, {"digest", {{"sha256", patch.sha256}}}});
    }
    result.push_back(Json{{"name", plan.toolchain->name + kRootSuffix}, {"digest", {{"sha256", root.digest}}}});
    for (const auto& [name, version] : root.packages)
        result.push_back(Json{{"name", name}, {"uri", purl(*plan.toolchain, name, version)}});
    return result;
}

}  // namespace

Json provenance(const Plan& plan, const RootFs& build_root, const std::vector<Subject>& subjects,
                const BuildFacts& facts) {
    Json subject = Json::array();
    for (const auto& item : subjects)
        subject.push_back(Json{{"name", item.name}, {"digest", {{"sha256", item.sha256}}}});
    Json metadata = Json::object();
    if (facts.started != 0) metadata["startedOn"] = format_utc(facts.started);
    metadata["finishedOn"] = format_utc(facts.finished);
    return Json{{"_type", "https://in-toto.io/Statement/v1"},
                {"subject", std::move(subject)},
                {"predicateType", "https://slsa.dev/provenance/v1"},
                {"predicate",
                 {{"buildDefinition",
                   {{"buildType", kBuildType},
                    {"externalParameters", external_parameters(plan, facts)},
                    {"internalParameters", internal_parameters(plan, facts)},
                    {"resolvedDependencies", resolved_dependencies(plan, build_root)}}},
                  {"runDetails",
                   {{"builder", {{"id", kBuilder}, {"version", {{"slurm-factory", facts.program_version}}}}},
                    {"metadata", std::move(metadata)}}}}}};
}

Json package_provenance(const Json& bundle_statement, const std::set<std::string>& inputs, const Subject& subject) {
    Json statement = bundle_statement;
    statement["subject"] = Json::array({Json{{"name", subject.name}, {"digest", {{"sha256", subject.sha256}}}}});
    Json& definition = statement.at("predicate").at("buildDefinition");
    Json kept = Json::array();
    for (auto& item : definition.at("resolvedDependencies")) {
        const std::string digest = item.value("digest", Json::object()).value("sha256", "");
        const bool of_toolchain = !item.contains("annotations") && (digest.empty() || item.contains("uri") ||
                                                                    item.value("name", "").ends_with(kRootSuffix));
        if (of_toolchain || inputs.contains(digest)) kept.push_back(std::move(item));
    }
    definition["resolvedDependencies"] = std::move(kept);
    return statement;
}

}  // namespace sf
