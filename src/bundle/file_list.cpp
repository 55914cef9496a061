#include "bundle/file_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <string_view>

#include "base/files.h"
#include "base/hash.h"
#include "base/os_error.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

constexpr std::string_view kView = "view/";

std::string mode_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw os_error(errno, "stat", file);
    return (status.st_mode & 0111) != 0 ? "0755" : "0644";
}

void read_normalised(std::string_view bytes, const std::vector<BakedString>& baked,
                     const std::function<void(std::string_view)>& take) {
    std::size_t done = 0;
    for (const auto& range : baked) {
        const auto begin = std::min<std::size_t>(range.offset, bytes.size());
        const auto end = begin + std::min<std::size_t>(range.room, bytes.size() - begin);
        if (begin < done) continue;
        take(bytes.substr(done, begin - done));
        take(std::string(end - begin, '\0'));
        done = end;
    }
    take(bytes.substr(done));
}

void hash_into(ListedFile& listed, const fs::path& file, const std::vector<BakedString>& baked) {
    const MappedFile mapped(file);
    Hasher sha256(Hasher::Algorithm::sha256), sha1(Hasher::Algorithm::sha1);
    read_normalised(mapped.bytes(), baked, [&](std::string_view bytes) {
        sha256.update(bytes);
        sha1.update(bytes);
    });
    listed.normalised = !baked.empty();
    listed.size = mapped.bytes().size();
    listed.sha256 = hex(sha256.digest());
    listed.sha1 = hex(sha1.digest());
}

}  // namespace

std::string normalised_sha256(const fs::path& file, const std::vector<BakedString>& baked) {
    const MappedFile mapped(file);
    return normalised_sha256(mapped.bytes(), baked);
}

std::string normalised_sha256(std::string_view content, const std::vector<BakedString>& baked) {
    Hasher hasher(Hasher::Algorithm::sha256);
    read_normalised(content, baked, [&](std::string_view bytes) { hasher.update(bytes); });
    return hex(hasher.digest());
}

std::vector<ListedFile> list_files(const fs::path& bundle, const std::vector<BakedString>& baked,
                                   const FileOwners& owners) {
    std::map<std::string, std::vector<BakedString>> ranges;  // by path of the bundle
    for (const auto& range : baked) ranges[std::string(kView) + range.file].push_back(range);
    std::vector<ListedFile> files;
    walk_sorted(bundle, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (relative.starts_with("manifest/") || (!entry.is_symlink() && !entry.is_regular_file())) return;
        ListedFile listed;
        listed.path = relative;
        if (relative.starts_with(kView))
            if (const auto owner = owners.find(relative.substr(kView.size())); owner != owners.end())
                listed.package = owner->second;
        if (entry.is_symlink()) {
            listed.link_target = fs::read_symlink(entry.path()).string();
        } else {
            listed.mode = mode_of(entry.path());
            hash_into(listed, entry.path(), ranges[relative]);
        }
        files.push_back(std::move(listed));
    });
    return files;
}

Json files_to_json(const std::vector<ListedFile>& files) {
    Json items = Json::array();
    for (const auto& file : files) {
        const bool link = !file.link_target.empty();
        Json item{{"path", file.path}, {"type", link ? "link" : "file"}};
        if (link) {
            item["target"] = file.link_target;
        } else {
            item["mode"] = file.mode;
            item["size"] = file.size;
            item["sha256"] = file.sha256;
        }
        if (!file.package.empty()) item["package"] = file.package;
        items.push_back(std::move(item));
    }
    return Json{{"version", kFilesVersion}, {"files", std::move(items)}};
}

}  // namespace sf
