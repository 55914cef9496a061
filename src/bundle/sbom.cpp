#include "bundle/sbom.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "spec/purl.h"

namespace sf {
namespace {

constexpr const char* kUnknown = "NOASSERTION";
constexpr const char* kDocumentId = "SPDXRef-DOCUMENT";
constexpr const char* kBundleId = "SPDXRef-Bundle";
constexpr std::string_view kOwnLicense = "LicenseRef-";

using Files = std::vector<const ListedFile*>;

// Identifiers hold letters, digits, '.' and '-' alone.
std::string package_id(const std::string& name) {
    std::string id = "SPDXRef-Package-";
    for (const char c : name) id += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' ? c : '-';
    return id;
}

// Follows from the path alone, so that two documents can be compared.
std::string file_id(const ListedFile& file) {
    return "SPDXRef-File-" + sha256_hex(file.path).substr(0, 20);
}

Json relationship(const std::string& from, const std::string& type, const std::string& to) {
    return Json{{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
}

Json checksum(const char* algorithm, const std::string& value) {
    return Json{{"algorithm", algorithm}, {"checksumValue", value}};
}

std::string or_unknown(const std::string& text) {
    return text.empty() ? kUnknown : text;
}

// Section 7.9: the SHA-1 of all files' SHA-1, sorted.
Json verification_code(const Files& files) {
    std::vector<std::string> digests;
    for (const auto* file : files) digests.push_back(file->sha1);
    std::sort(digests.begin(), digests.end());
    Hasher hasher(Hasher::Algorithm::sha1);
    for (const auto& digest : digests) hasher.update(digest);
    return Json{{"packageVerificationCodeValue", hex(hasher.digest())}};
}

Json file_to_json(const ListedFile& file) {
    Json json{{"SPDXID", file_id(file)},
              {"fileName", "./" + file.path},
              {"checksums", Json::array({checksum("SHA1", file.sha1), checksum("SHA256", file.sha256)})}};
    if (file.normalised)
        json["comment"] =
            "the checksums are those of the file with the byte ranges that manifest/relocation.json lists taken as "
            "zeros: a node may write its own prefix there";
    return json;
}

// Where the sources were had: the first URL is downloadLocation; a Debian pool's path has no URL of its own.
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

// What the GPL and its kin ask of whoever passes binaries on.
std::string license_comments(const PlannedPackage& planned) {
    std::vector<std::string> parts;
    if (planned.shipped) parts.push_back(fmt::format("the texts are in view/share/licenses/{}", planned.spec.name));
    if (planned.shipped && planned.package->license.find("GPL-") != std::string::npos)
        parts.push_back(
            "whoever passes this on offers the corresponding source too: the archive that sourceInfo, downloadLocation "
            "and checksums name, with the patches, and the recipe in slurm-factory's catalog");
    return join(parts, "; ");
}

Json package_to_spdx(const PlannedPackage& planned, const Files& files) {
    const bool local = !planned.local_source.empty();
    const auto& urls = planned.source.urls;
    const auto& about = *planned.package;
    Json json{{"name", planned.spec.name},
              {"SPDXID", package_id(planned.spec.name)},
              {"versionInfo", planned.spec.version},
              {"supplier", fmt::format("Organization: the {} project", planned.spec.name)},
              {"downloadLocation", local || urls.empty() ? kUnknown : urls.front()},
              {"filesAnalyzed", !files.empty()},
              {"licenseConcluded", or_unknown(about.license)},
              {"licenseDeclared", or_unknown(about.license)},
              {"copyrightText", kUnknown}};
    if (!files.empty()) json["packageVerificationCode"] = verification_code(files);
    if (!about.homepage.empty()) json["homepage"] = about.homepage;
    if (!about.description.empty()) json["summary"] = about.description;
    if (!planned.source.sha256.empty()) json["checksums"] = Json::array({checksum("SHA256", planned.source.sha256)});
    if (const auto info = source_info(planned); !info.empty()) json["sourceInfo"] = info;
    if (const auto comments = license_comments(planned); !comments.empty()) json["licenseComments"] = comments;
    json["externalRefs"] = Json::array(
        {Json{{"referenceCategory", "PACKAGE-MANAGER"},
              {"referenceType", "purl"},
              {"referenceLocator", to_text({"generic", "", planned.spec.name, planned.spec.version, ""})}}});
    return json;
}

// "A AND (B OR C)" of everything that is shipped; nothing if one is not known.
std::string license_of_all(const Plan& plan) {
    std::set<std::string> licenses;
    for (const auto& planned : plan.packages) {
        if (!planned.shipped) continue;
        const auto& license = planned.package->license;
        if (license.empty()) return "";
        licenses.insert(license.find(" OR ") == std::string::npos ? license : fmt::format("({})", license));
    }
    return join({licenses.begin(), licenses.end()}, " AND ");
}

Json bundle_to_spdx(const Plan& plan, const std::string& bundle_name, const Files& files) {
    return Json{{"name", bundle_name},
                {"SPDXID", kBundleId},
                {"versionInfo", plan.slurm_version},
                {"downloadLocation", kUnknown},
                {"filesAnalyzed", true},
                {"packageVerificationCode", verification_code(files)},
                {"licenseConcluded", or_unknown(license_of_all(plan))},
                {"licenseDeclared", kUnknown},
                {"copyrightText", kUnknown},
                {"primaryPackagePurpose", "ARCHIVE"},
                {"comment", "the verification code is of all files of the bundle but those of manifest/"}};
}

// Licences that SPDX does not list have to be described.
Json own_licenses(const Plan& plan) {
    std::map<std::string, const Package*> licenses;
    for (const auto& planned : plan.packages)
        for (const auto& word : split(planned.package->license, ' '))
            if (const auto at = word.find(kOwnLicense); at != std::string::npos)
                licenses.emplace(word.substr(at, word.find(')', at) - at), planned.package);
    Json result = Json::array();
    for (const auto& [id, package] : licenses)
        result.push_back(
            Json{{"licenseId", id},
                 {"extractedText", fmt::format("the licence of {}, {}", package->name, package->homepage)}});
    return result;
}

// One document has one namespace: it follows from everything that the document says.
std::string document_namespace(const Plan& plan, const std::string& bundle_name, const Json& packages) {
    return fmt::format("https://spdx.org/spdxdocs/{}-{}", bundle_name,
                       sha256_hex(plan.hash() + packages.dump()).substr(0, 32));
}

Json relationships_of(const Plan& plan, const std::map<std::string, Files>& files_of) {
    Json result = Json::array({relationship(kDocumentId, "DESCRIBES", kBundleId)});
    std::set<std::string> shipped;
    for (const auto& planned : plan.packages)
        if (planned.shipped) shipped.insert(planned.spec.name);
    for (const auto& planned : plan.packages) {
        const auto id = package_id(planned.spec.name);
        if (planned.shipped) result.push_back(relationship(kBundleId, "CONTAINS", id));
        for (const auto& name : planned.link_dependencies)
            if (shipped.contains(name)) result.push_back(relationship(id, "DEPENDS_ON", package_id(name)));
        for (const auto& name : planned.build_dependencies)
            if (!shipped.contains(name)) result.push_back(relationship(package_id(name), "BUILD_DEPENDENCY_OF", id));
    }
    for (const auto& [package, files] : files_of)
        for (const auto* file : files)
            result.push_back(
                relationship(package.empty() ? kBundleId : package_id(package), "CONTAINS", file_id(*file)));
    return result;
}

}  // namespace

Json sbom(const Plan& plan, const std::string& bundle_name, const std::vector<ListedFile>& files) {
    Files all;
    std::map<std::string, Files> files_of;  // by package; of "", the bundle's own
    Json described = Json::array();
    for (const auto& file : files) {
        if (!file.link_target.empty()) continue;
        all.push_back(&file);
        files_of[file.package].push_back(&file);
        described.push_back(file_to_json(file));
    }
    Json packages = Json::array({bundle_to_spdx(plan, bundle_name, all)});
    for (const auto& planned : plan.packages) packages.push_back(package_to_spdx(planned, files_of[planned.spec.name]));
    Json json{{"spdxVersion", "SPDX-2.3"},
              {"dataLicense", "CC0-1.0"},
              {"SPDXID", kDocumentId},
              {"name", bundle_name},
              {"documentNamespace", document_namespace(plan, bundle_name, packages)},
              {"creationInfo",
               {{"created", format_utc(plan.release_data->source_date_epoch)},
                {"creators", Json::array({"Tool: slurm-factory"})}}}};
    if (auto licenses = own_licenses(plan); !licenses.empty()) json["hasExtractedLicensingInfos"] = std::move(licenses);
    json["packages"] = std::move(packages);
    json["files"] = std::move(described);
    json["relationships"] = relationships_of(plan, files_of);
    return json;
}

Json package_sbom(const Json& bundle_document, const std::string& package, const std::string& name,
                  const std::vector<ListedFile>& files) {
    const std::string id = package_id(package);
    Json about;
    for (const auto& item : bundle_document.at("packages"))
        if (item.at("SPDXID") == id) about = item;
    if (about.is_null()) throw Error(ErrorKind::source, "the bundle's SBOM does not have " + package);
    Files all;
    Json described = Json::array(), relationships = Json::array({relationship(kDocumentId, "DESCRIBES", id)});
    for (const auto& file : files) {
        if (!file.link_target.empty()) continue;
        all.push_back(&file);
        described.push_back(file_to_json(file));
        relationships.push_back(relationship(id, "CONTAINS", file_id(file)));
    }
    about["filesAnalyzed"] = !all.empty();
    about.erase("packageVerificationCode");
    if (!all.empty()) about["packageVerificationCode"] = verification_code(all);
    about.erase("licenseComments");  // where the texts are in the bundle
    Json json{{"spdxVersion", bundle_document.at("spdxVersion")},
              {"dataLicense", bundle_document.at("dataLicense")},
              {"SPDXID", kDocumentId},
              {"name", name},
              {"documentNamespace", fmt::format("https://spdx.org/spdxdocs/{}-{}", name,
                                                sha256_hex(about.dump() + described.dump()).substr(0, 32))},
              {"creationInfo", bundle_document.at("creationInfo")}};
    if (bundle_document.contains("hasExtractedLicensingInfos"))
        json["hasExtractedLicensingInfos"] = bundle_document.at("hasExtractedLicensingInfos");
    json["packages"] = Json::array({std::move(about)});
    json["files"] = std::move(described);
    json["relationships"] = std::move(relationships);
    return json;
}

}  // namespace sf
