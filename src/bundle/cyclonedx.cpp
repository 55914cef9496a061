#include "bundle/cyclonedx.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace sf {
namespace {

// A UUID of version 8, whose bits are whatever its maker says (RFC 9562, section 5.8): here a digest.
std::string uuid_of(const std::string& text) {
    auto digits = sha256_hex(text);
    digits[12] = '8';
    digits[16] = "89ab"[digits[16] % 4];
    return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 4),
                       digits.substr(16, 4), digits.substr(20, 12));
}

Json hash_of(const std::string& sha256) {
    return Json::array({Json{{"alg", "SHA-256"}, {"content", sha256}}});
}

Json references_of(const SpdxPackage& package) {
    Json references = Json::array();
    if (!package.homepage.empty()) references.push_back(Json{{"type", "website"}, {"url", package.homepage}});
    if (!package.download.empty()) {
        Json source{{"type", "source-distribution"}, {"url", package.download}};
        if (!package.sha256.empty()) source["hashes"] = hash_of(package.sha256);
        references.push_back(std::move(source));
    }
    return references;
}

Json component(const SpdxPackage& package, const char* type) {
    Json json{{"type", type}, {"bom-ref", package.id}, {"name", package.name}};
    if (!package.version.empty()) json["version"] = package.version;
    if (!package.summary.empty()) json["description"] = package.summary;
    if (!package.supplier.empty()) json["supplier"] = Json{{"name", package.supplier}};
    if (!package.license.empty()) json["licenses"] = Json::array({Json{{"expression", package.license}}});
    if (!package.purl.empty()) json["purl"] = package.purl;
    if (auto references = references_of(package); !references.empty())
        json["externalReferences"] = std::move(references);
    return json;
}

Json files_of(const SpdxPackage& package) {
    Json files = Json::array();
    for (const auto& file : package.files) {
        Json json{{"type", "file"}, {"name", file.name}};
        if (!file.sha256.empty()) json["hashes"] = hash_of(file.sha256);
        files.push_back(std::move(json));
    }
    return files;
}

}  // namespace

Json cyclonedx(const SpdxDocument& document) {
    Json metadata{{"timestamp", document.created},
                  {"tools", {{"components", Json::array({Json{{"type", "application"}, {"name", "slurm-factory"}}})}}}};
    Json components = Json::array(), dependencies = Json::array(), own_files = Json::array();
    for (const auto& package : document.packages) {
        if (package.id == document.described) {
            metadata["component"] = component(package, "application");
            own_files = files_of(package);
        } else {
            auto json = component(package, "library");
            json["scope"] = package.build_only ? "excluded" : "required";
            if (auto files = files_of(package); !files.empty()) json["components"] = std::move(files);
            components.push_back(std::move(json));
        }
        dependencies.push_back(Json{{"ref", package.id}, {"dependsOn", package.depends_on}});
    }
    for (auto& file : own_files) components.push_back(std::move(file));
    return Json{{"bomFormat", "CycloneDX"},
                {"specVersion", "1.6"},
                {"serialNumber", "urn:uuid:" + uuid_of(document.space)},
                {"version", 1},
                {"metadata", std::move(metadata)},
                {"components", std::move(components)},
                {"dependencies", std::move(dependencies)}};
}

}  // namespace sf
