// The unpacked tree against manifest/files.json (bundle/file_list.h describes it).
#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "base/json.h"
#include "bundle/file_list.h"
#include "prove/unpacked.h"

namespace sf {

namespace {

constexpr const char* kFileList = "manifest/files.json";

// Path -> "sha256 ..." or "link ...".
using Contents = std::map<std::string, std::string>;
using Ranges = std::map<std::string, std::vector<BakedString>>;

Json document(const UnpackedBundle& bundle, const std::string& name) {
    if (!fs::exists(bundle.root / name)) throw Error(ErrorKind::proof, fmt::format("the bundle has no {}", name));
    return read_json(bundle.root / name);
}

Contents listed(const UnpackedBundle& bundle) {
    Contents contents;
    try {
        const auto json = document(bundle, kFileList);
        for (const auto& file : json.at("files")) {
            const bool link = file.at("type") == "link";
            contents[file.at("path").get<std::string>()] =
                (link ? "link " : "sha256 ") + file.at(link ? "target" : "sha256").get<std::string>();
        }
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::proof, fmt::format("{}: {}", kFileList, error.what()));
    }
    return contents;
}

// What an install may rewrite, and the hashes leave out.
Ranges relocated(const UnpackedBundle& bundle) {
    Ranges ranges;
    try {
        const auto json = document(bundle, "manifest/relocation.json");
        for (const auto& entry : json.at("entries")) {
            BakedString range;
            range.file = entry.at("file").get<std::string>();
            range.offset = entry.at("offset").get<std::uint64_t>();
            range.room = entry.at("room").get<std::uint64_t>();
            ranges["view/" + range.file].push_back(range);
        }
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::proof, fmt::format("manifest/relocation.json: {}", error.what()));
    }
    return ranges;
}

}  // namespace

std::vector<std::string> manifest_faults(const UnpackedBundle& bundle) {
    auto expected = listed(bundle);
    auto ranges = relocated(bundle);
    std::vector<std::string> faults;
    walk_sorted(bundle.root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (relative.starts_with("manifest/") || (entry.is_directory() && !entry.is_symlink())) return;
        const auto found = expected.find(relative);
        if (found == expected.end()) {
            faults.push_back(fmt::format("{} is not in {}", relative, kFileList));
            return;
        }
        const auto content = entry.is_symlink() ? "link " + fs::read_symlink(entry.path()).string()
                                                : "sha256 " + normalised_sha256(entry.path(), ranges[relative]);
        if (content != found->second) faults.push_back(fmt::format("{} is not what {} says", relative, kFileList));
        expected.erase(found);
    });
    for (const auto& [path, content] : expected) faults.push_back(fmt::format("{} is missing", path));
    return faults;
}

}  // namespace sf
