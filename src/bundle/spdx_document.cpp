#include "bundle/spdx_document.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/error.h"

namespace sf {
namespace {

// What SPDX says where nothing is known is nothing here.
std::string known(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) return "";
    auto text = found->get<std::string>();
    return text == "NOASSERTION" || text == "NONE" ? "" : text;
}

std::string checksum_of(const Json& json, const char* algorithm) {
    if (const auto checksums = json.find("checksums"); checksums != json.end())
        for (const auto& item : *checksums)
            if (item.at("algorithm") == algorithm) return item.at("checksumValue").get<std::string>();
    return "";
}

std::string purl_of(const Json& json) {
    if (const auto references = json.find("externalRefs"); references != json.end())
        for (const auto& item : *references)
            if (item.at("referenceType") == "purl") return item.at("referenceLocator").get<std::string>();
    return "";
}

std::string without_kind(const std::string& supplier) {
    const auto colon = supplier.find(": ");
    return colon == std::string::npos ? supplier : supplier.substr(colon + 2);
}

SpdxPackage package_from(const Json& json) {
    SpdxPackage package;
    package.id = json.at("SPDXID").get<std::string>();
    package.name = json.at("name").get<std::string>();
    package.version = known(json, "versionInfo");
    package.license = known(json, "licenseConcluded");
    if (package.license.empty()) package.license = known(json, "licenseDeclared");
    package.supplier = without_kind(known(json, "supplier"));
    package.summary = known(json, "summary");
    package.homepage = known(json, "homepage");
    package.download = known(json, "downloadLocation");
    package.purl = purl_of(json);
    package.sha256 = checksum_of(json, "SHA256");
    return package;
}

SpdxFile file_from(const Json& json) {
    auto name = json.at("fileName").get<std::string>();
    if (name.starts_with("./")) name.erase(0, 2);
    return {std::move(name), checksum_of(json, "SHA1"), checksum_of(json, "SHA256")};
}

// What the relationships say; elements of other documents, which they may name, are passed over.
class Relations {
  public:
    explicit Relations(SpdxDocument& document, std::map<std::string, SpdxFile> files)
        : document_(document), files_(std::move(files)) {
        for (auto& package : document.packages) packages_[package.id] = &package;
    }

    void add(const Json& relation) {
        const auto type = relation.at("relationshipType").get<std::string>();
        const auto from = relation.at("spdxElementId").get<std::string>();
        const auto to = relation.at("relatedSpdxElement").get<std::string>();
        if (type == "DESCRIBES" && packages_.contains(to)) document_.described = to;
        const auto package = packages_.find(from);
        if (package == packages_.end()) return;
        if (type == "CONTAINS") {
            contained_.insert(to);
            if (packages_.contains(to)) package->second->depends_on.push_back(to);
            if (const auto file = files_.find(to); file != files_.end()) package->second->files.push_back(file->second);
        } else if (type == "DEPENDS_ON" && packages_.contains(to)) {
            package->second->depends_on.push_back(to);
        } else if (type == "BUILD_DEPENDENCY_OF" || type == "BUILD_TOOL_OF") {
            built_with_.insert(from);
        }
    }

    void finish() {
        for (auto& package : document_.packages)
            package.build_only = built_with_.contains(package.id) && !contained_.contains(package.id);
    }

  private:
    SpdxDocument& document_;
    std::map<std::string, SpdxFile> files_;
    std::map<std::string, SpdxPackage*> packages_;
    std::set<std::string> contained_, built_with_;
};

SpdxDocument document_from(const Json& json) {
    SpdxDocument document;
    document.name = json.at("name").get<std::string>();
    document.space = json.at("documentNamespace").get<std::string>();
    document.created = json.at("creationInfo").at("created").get<std::string>();
    std::set<std::string> ids;
    for (const auto& item : json.at("packages")) {
        document.packages.push_back(package_from(item));
        if (const auto& id = document.packages.back().id; !ids.insert(id).second)
            throw Error(ErrorKind::source, fmt::format("it has two packages {}", id));
    }
    std::map<std::string, SpdxFile> files;
    if (const auto list = json.find("files"); list != json.end())
        for (const auto& item : *list) files.emplace(item.at("SPDXID").get<std::string>(), file_from(item));
    Relations relations(document, std::move(files));
    if (const auto list = json.find("relationships"); list != json.end())
        for (const auto& item : *list) relations.add(item);
    relations.finish();
    return document;
}

}  // namespace

bool is_spdx(const Json& json) {
    return json.is_object() && json.contains("spdxVersion");
}

SpdxDocument read_spdx(const Json& json, const std::string& origin) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::source, fmt::format("{} is no SPDX document: {}", origin, why));
    };
    try {
        const auto version = json.at("spdxVersion").get<std::string>();
        if (version != "SPDX-2.3" && version != "SPDX-2.2") throw refuse("it is of the version " + version);
        return document_from(json);
    } catch (const Json::exception& error) {
        throw refuse(error.what());
    } catch (const Error& error) {
        if (error.message().starts_with(origin)) throw;
        throw refuse(error.message());
    }
}

}  // namespace sf
