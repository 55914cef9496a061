#include "node/bundle_manifest.h"

#include <fmt/format.h>

#include "base/error.h"
#include "bundle/file_list.h"
#include "node/layout.h"

namespace sf {
namespace {

ListedEntry entry_from(const Json& json) {
    ListedEntry entry;
    entry.link = json.at("type") == "link";
    if (entry.link) {
        entry.target = json.at("target").get<std::string>();
    } else {
        entry.sha256 = json.at("sha256").get<std::string>();
        entry.size = json.at("size").get<std::uint64_t>();
        entry.executable = json.at("mode") == "0755";
    }
    return entry;
}

}  // namespace

void BundleManifest::add(const std::string& name, const std::string& text) {
    const auto json = [&] { return parse_json(text, fmt::format("manifest/{}.json", name)); };
    try {
        if (name == "capabilities")
            capabilities_ = json();
        else if (name == "requirements")
            requirements_ = json();
        else if (name == "relocation")
            relocation_ = RelocationTable(json());
        else if (name == "files")
            read_files(json(), text);
        else
            return;
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::source, fmt::format("manifest/{}.json is malformed: {}", name, error.what()));
    }
    if (++documents_ == kNeeded) finish();
}

void BundleManifest::read_files(const Json& json, const std::string& text) {
    files_text_ = text;
    if (json.at("version") != kFilesVersion)
        throw Error(ErrorKind::source, fmt::format("manifest/files.json has version {}, this program reads {}",
                                                   json.at("version").dump(), kFilesVersion));
    for (const auto& item : json.at("files"))
        if (!files_.emplace(item.at("path").get<std::string>(), entry_from(item)).second)
            throw Error(ErrorKind::source, "manifest/files.json lists a file twice");
}

void BundleManifest::finish() {
    facts_ = slurm_build(capabilities_, requirements_);
    name_ = build_name(facts_.slurm, files_text_);
    files_text_.clear();
}

std::uint64_t BundleManifest::unpacked_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [path, entry] : files_) bytes += entry.size;
    return bytes;
}

}  // namespace sf
