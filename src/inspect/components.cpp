#include "inspect/components.h"

#include <fmt/format.h>

#include <fstream>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "bundle/read_bundle.h"
#include "bundle/spdx_document.h"

namespace sf {
namespace {

constexpr std::uintmax_t kLargestDocument = 256u << 20;
constexpr int kDeepest = 16;

Error not_an_sbom(const fs::path& file, const std::string& why) {
    return Error(ErrorKind::source, fmt::format("{} cannot be read: {}", file.string(), why),
                 "give a tarball of build-slurm, or an SBOM in JSON: SPDX 2.3 or CycloneDX");
}

std::vector<Component> of_spdx(const Json& json, const std::string& origin) {
    const auto document = read_spdx(json, origin);
    std::vector<Component> components;
    for (const auto& package : document.packages)
        if (package.id != document.described)
            components.push_back({package.name, package.version, package.purl, package.build_only});
    return components;
}

// Components may hold components.
void add_cyclonedx(const Json& list, std::vector<Component>& components, int depth) {
    if (depth > kDeepest) throw Error(ErrorKind::source, "its components are nested too deeply");
    for (const auto& item : list) {
        if (item.at("type") != "file")
            components.push_back({item.at("name").get<std::string>(), item.value("version", ""), item.value("purl", ""),
                                  item.value("scope", "") == "excluded"});
        if (const auto inner = item.find("components"); inner != item.end())
            add_cyclonedx(*inner, components, depth + 1);
    }
}

std::vector<Component> of_cyclonedx(const Json& json) {
    static const std::set<std::string> kVersions{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"};
    if (const auto version = json.at("specVersion").get<std::string>(); !kVersions.contains(version))
        throw Error(ErrorKind::source, "it is CycloneDX of the version " + version);
    std::vector<Component> components;
    if (const auto list = json.find("components"); list != json.end()) add_cyclonedx(*list, components, 0);
    return components;
}

bool looks_like_json(const fs::path& file) {
    std::ifstream stream(file);
    char first = '\0';
    return stream >> std::ws >> first && first == '{';
}

}  // namespace

std::vector<Component> read_components(const fs::path& file) {
    if (!fs::is_regular_file(file)) throw not_an_sbom(file, "there is no such file");
    if (!looks_like_json(file)) return of_spdx(read_bundle(file).archive.documents.at("sbom.spdx"), file.string());
    if (fs::file_size(file) > kLargestDocument) throw not_an_sbom(file, "it is larger than any SBOM");
    try {
        const auto json = read_json(file);
        if (is_spdx(json)) return of_spdx(json, file.string());
        if (json.value("bomFormat", "") == "CycloneDX") return of_cyclonedx(json);
    } catch (const Json::exception& error) {
        throw not_an_sbom(file, error.what());
    } catch (const Error& error) {
        throw not_an_sbom(file, error.message());
    }
    throw not_an_sbom(file, "it is neither SPDX nor CycloneDX");
}

}  // namespace sf
