// manifest/files.json: {"version": 1, "files": [{"path", "sha256", "mode", "size"} or {"path", "link"}]}; paths relative to the bundle.
#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "prove/unpacked.h"

namespace sf {

namespace {

constexpr const char* kFileList = "manifest/files.json";    // which cannot list itself

// Path -> "sha256 ..." or "link ...".
using Contents = std::map<std::string, std::string>;

Contents listed(const UnpackedBundle& bundle) {
    const auto path = bundle.root / kFileList;
    if (!fs::exists(path)) throw Error(ErrorKind::proof, fmt::format("the bundle has no {}", kFileList));
    const auto json = read_json(path);
    Contents contents;
    try {
        for (const auto& file : json.at("files")) {
            const bool link = file.contains("link");
            contents[file.at("path").get<std::string>()] =
                (link ? "link " : "sha256 ") + file.at(link ? "link" : "sha256").get<std::string>();
        }
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::proof, fmt::format("{}: {}", kFileList, error.what()));
    }
    return contents;
}

std::string content_of(const fs::directory_entry& entry) {
    if (entry.is_symlink()) return "link " + fs::read_symlink(entry.path()).string();
    return "sha256 " + sha256_file(entry.path());
}

}  // namespace

std::vector<std::string> manifest_faults(const UnpackedBundle& bundle) {
    auto expected = listed(bundle);
    std::vector<std::string> faults;
    walk_sorted(bundle.root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (relative == kFileList || (entry.is_directory() && !entry.is_symlink())) return;
        const auto found = expected.find(relative);
        if (found == expected.end()) {
            faults.push_back(fmt::format("{} is not in {}", relative, kFileList));
            return;
        }
        if (content_of(entry) != found->second) faults.push_back(fmt::format("{} is not what {} says", relative, kFileList));
        expected.erase(found);
    });
    for (const auto& [path, content] : expected) faults.push_back(fmt::format("{} is missing", path));
    return faults;
}

}  // namespace sf
