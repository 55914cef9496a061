#include "node/relocation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sf {
namespace {

constexpr const char* kView = "view";

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorKind::source, "manifest/relocation.json: " + why,
                "the bundle may be of an older slurm-factory; build-slurm makes it anew");
}

// view, view/pmix5.
std::string checked_target(const std::string& target) {
    const fs::path path(target);
    const bool leads_out = std::find(path.begin(), path.end(), "..") != path.end();
    if (path.empty() || *path.begin() != kView || leads_out || !path.has_filename() || path.lexically_normal() != path)
        refuse(fmt::format("'{}' is no folder of the view", target));
    return target;
}

}  // namespace

RelocationTable::RelocationTable(const Json& json) {
    try {
        for (const auto& entry : json.at("entries")) {
            BakedString range;
            range.file = fmt::format("{}/{}", kView, entry.at("file").get<std::string>());
            range.offset = entry.at("offset").get<std::uint64_t>();
            range.room = entry.at("room").get<std::uint64_t>();
            auto& file = files_[range.file];
            if (!file.ranges.empty() && range.offset < file.ranges.back().offset + file.ranges.back().room)
                refuse(fmt::format("the ranges of {} overlap", range.file));
            file.targets.push_back(checked_target(entry.at("target").get<std::string>()));
            file.ranges.push_back(std::move(range));
        }
    } catch (const Json::exception& error) {
        refuse(error.what());
    }
}

void RelocationTable::require_room(const fs::path& build) const {
    for (const auto& [path, file] : files_)
        for (std::size_t i = 0; i < file.ranges.size(); ++i) {
            const auto place = (build / file.targets[i]).string();
            if (place.size() > file.ranges[i].room)
                throw Error(ErrorKind::usage,
                            fmt::format("the path {} is too long: {} has room for {} characters, and it has {}", place,
                                        path, file.ranges[i].room, place.size()),
                            "choose a shorter --prefix");
        }
}

const std::vector<BakedString>& RelocationTable::ranges(const std::string& path) const {
    static const std::vector<BakedString> none;
    const auto found = files_.find(path);
    return found == files_.end() ? none : found->second.ranges;
}

void RelocationTable::apply(std::string& content, const std::string& path, const fs::path& build) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return;
    for (std::size_t i = 0; i < found->second.ranges.size(); ++i) {
        const auto& range = found->second.ranges[i];
        if (range.offset > content.size() || range.room > content.size() - range.offset)
            refuse(fmt::format("a range lies outside of {}", path));
        const auto place = (build / found->second.targets[i]).string();
        content.replace(range.offset, range.room, std::string(range.room - place.size(), '/') + place);
    }
}

}  // namespace sf
