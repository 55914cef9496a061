#include "relocate/prefix_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "relocate/occurrences.h"

namespace sf {
namespace {

// How many '/' stand before `offset`.
std::size_t slashes_before(std::string_view content, std::size_t offset) {
    std::size_t count = 0;
    while (count < offset && content[offset - 1 - count] == '/') ++count;
    return count;
}

// How many of them are filling, which a longer prefix may take: those of file:///opt are not.
std::size_t filling_before(std::string_view content, std::size_t offset) {
    const std::size_t count = slashes_before(content, offset);
    const bool of_url = count == 2 && offset > count && content[offset - 1 - count] == ':';
    return of_url ? 0 : count;
}

// Whether the path at `offset` is the end of a longer one: /opt in /mnt/opt, but not in -L/opt.
bool goes_on_to_the_left(std::string_view content, std::size_t offset) {
    std::size_t begin = offset - slashes_before(content, offset);
    const std::size_t name_end = begin;
    while (begin > 0 && is_name_character(content[begin - 1])) --begin;
    return begin < name_end && begin > 0 && content[begin - 1] == '/';
}

}  // namespace

PrefixMap::PrefixMap(std::map<std::string, std::string> prefixes) : prefixes_(std::move(prefixes)) {
    for (const auto& [from, to] : prefixes_) lengths_.insert(from.size());
    if (prefixes_.empty()) return;
    // They are sorted: what the first and the last have in common, all have.
    const auto &first = prefixes_.begin()->first, &last = prefixes_.rbegin()->first;
    start_.assign(first.begin(), std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first);
}

void PrefixMap::require_room() const {
    for (const auto& [from, to] : prefixes_)
        if (to.size() > from.size())
            throw Error(ErrorKind::usage,
                        fmt::format("the prefix {} is too long: {} has room for {} bytes", to, from, from.size()),
                        "choose a shorter folder");
}

PrefixMap::Found PrefixMap::at(std::string_view content, std::size_t offset) const {
    for (const auto length : lengths_) {
        if (length > content.size() - offset) continue;
        const auto found = prefixes_.find(std::string(content.substr(offset, length)));
        const auto end = offset + length;
        if (found != prefixes_.end() && (end == content.size() || !is_name_character(content[end]))) return found;
    }
    return prefixes_.end();
}

bool PrefixMap::relocate(std::string& content, const std::string& origin) const {
    if (prefixes_.empty()) return false;
    const bool text = std::memchr(content.data(), '\0', content.size()) == nullptr;
    std::string moved;
    std::size_t done = 0;
    find_all(content, start_, [&](std::size_t offset) {
        const auto prefix = offset < done ? prefixes_.end() : at(content, offset);
        if (prefix == prefixes_.end() || goes_on_to_the_left(content, offset)) return;
        const auto& [from, to] = *prefix;
        const std::size_t filling = text ? 0 : filling_before(std::string_view(content).substr(done), offset - done);
        const std::size_t room = from.size() + filling;
        if (!text && to.size() > room)
            throw Error(ErrorKind::usage,
                        fmt::format("{} cannot be moved: {} in it has room for {} bytes, and {} has {}", origin, from,
                                    room, to, to.size()),
                        fmt::format("choose a folder whose path is {} characters shorter", to.size() - room));
        moved.append(content, done, offset - filling - done);
        if (!text) moved.append(room - to.size(), '/');
        moved += to;
        done = offset + from.size();
    });
    if (done == 0) return false;
    moved.append(content, done);
    content = std::move(moved);
    return true;
}

std::string PrefixMap::relocate_link(const std::string& target) const {
    const auto prefix = at(target, 0);
    return prefix == prefixes_.end() ? target : prefix->second + target.substr(prefix->first.size());
}

}  // namespace sf
