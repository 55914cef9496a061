// The SPDX 2.3 document of a bundle. Field names and values: https://spdx.github.io/spdx-spec/v2.3/
#include <fmt/format.h>

#include <cctype>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "bundle/manifest.h"

namespace sf {
namespace {

constexpr const char* kUnknown = "NOASSERTION";
constexpr const char* kBundleId = "SPDXRef-Bundle";

// Identifiers hold letters, digits, '.' and '-' alone.
std::string id_of(const std::string& name) {
    std::string id = "SPDXRef-Package-";
    for (const char c : name) id += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' ? c : '-';
    return id;
}

Json relationship(const std::string& from, const std::string& type, const std::string& to) {
    return Json{{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
}

// Where the sources were had: the first URL; a Debian pool's path has no URL of its own.
std::string source_info(const PlannedPackage& planned) {
    std::vector<std::string> parts;
    if (!has_source(planned))
        parts.push_back(fmt::format("files of gcc {}, whose packages the provenance names", planned.spec.version));
    if (!planned.local_source.empty())
        parts.push_back(fmt::format("built from the user's own file {}", planned.local_source.filename().string()));
    for (const auto& path : planned.source.pool) parts.push_back(fmt::format("in a Debian mirror: {}", path));
    for (const auto& patch : planned.patches)
        parts.push_back(fmt::format("patched with {} (sha256 {})", patch.file, patch.sha256));
    return join(parts, "; ");
}

Json package_of(const PlannedPackage& planned) {
    const bool local = !planned.local_source.empty();
    const auto& urls = planned.source.urls;
    Json package{
        {"name", planned.spec.name},
        {"SPDXID", id_of(planned.spec.name)},
        {"versionInfo", planned.spec.version},
        {"downloadLocation", local || urls.empty() ? std::string(kUnknown) : urls.front()},
        {"filesAnalyzed", false},
        {"licenseConcluded", kUnknown},
        {"licenseDeclared", planned.package->license.empty() ? std::string(kUnknown) : planned.package->license},
        {"copyrightText", kUnknown}};
    if (!planned.package->homepage.empty()) package["homepage"] = planned.package->homepage;
    if (!planned.source.sha256.empty())
        package["checksums"] = Json::array({Json{{"algorithm", "SHA256"}, {"checksumValue", planned.source.sha256}}});
    if (const auto info = source_info(planned); !info.empty()) package["sourceInfo"] = info;
    package["externalRefs"] = Json::array(
        {Json{{"referenceCategory", "PACKAGE-MANAGER"},
              {"referenceType", "purl"},
              {"referenceLocator", fmt::format("pkg:generic/{}@{}", planned.spec.name, planned.spec.version)}}});
    return package;
}

Json bundle_package(const Plan& plan, const std::string& bundle_name) {
    return Json{{"name", bundle_name},          {"SPDXID", kBundleId},       {"versionInfo", plan.slurm_version},
                {"downloadLocation", kUnknown}, {"filesAnalyzed", false},    {"licenseConcluded", kUnknown},
                {"licenseDeclared", kUnknown},  {"copyrightText", kUnknown}, {"primaryPackagePurpose", "ARCHIVE"}};
}

// One document has one namespace: it follows from everything that the document says.
std::string document_namespace(const Plan& plan, const std::string& bundle_name, const Json& packages) {
    return fmt::format("https://spdx.org/spdxdocs/{}-{}", bundle_name,
                       sha256_hex(plan.hash() + packages.dump()).substr(0, 32));
}

}  // namespace

Json sbom(const Plan& plan, const std::string& bundle_name) {
    Json packages = Json::array({bundle_package(plan, bundle_name)});
    Json relationships = Json::array({relationship("SPDXRef-DOCUMENT", "DESCRIBES", kBundleId)});
    std::set<std::string> shipped;
    for (const auto& planned : plan.packages)
        if (planned.shipped) shipped.insert(planned.spec.name);
    for (const auto& planned : plan.packages) {
        const auto id = id_of(planned.spec.name);
        packages.push_back(package_of(planned));
        if (shipped.count(planned.spec.name) != 0) relationships.push_back(relationship(kBundleId, "CONTAINS", id));
        for (const auto& name : planned.link_dependencies)
            if (shipped.count(name) != 0) relationships.push_back(relationship(id, "DEPENDS_ON", id_of(name)));
        for (const auto& name : planned.build_dependencies)
            if (shipped.count(name) == 0) relationships.push_back(relationship(id_of(name), "BUILD_DEPENDENCY_OF", id));
    }
    return Json{{"spdxVersion", "SPDX-2.3"},
                {"dataLicense", "CC0-1.0"},
                {"SPDXID", "SPDXRef-DOCUMENT"},
                {"name", bundle_name},
                {"documentNamespace", document_namespace(plan, bundle_name, packages)},
                {"creationInfo",
                 {{"created", format_utc(plan.release_data->source_date_epoch)},
                  {"creators", Json::array({"Tool: slurm-factory"})}}},
                {"packages", std::move(packages)},
                {"relationships", std::move(relationships)}};
}

}  // namespace sf
