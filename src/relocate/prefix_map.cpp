#include "relocate/prefix_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "relocate/occurrences.h"

namespace sf {

PrefixMap::PrefixMap(std::map<std::string, std::string> prefixes) : prefixes_(std::move(prefixes)) {
    for (const auto& [from, to] : prefixes_) {
        if (to.size() > from.size())
            throw Error(ErrorKind::usage,
                        fmt::format("the prefix {} is too long: {} has room for {} bytes", to, from, from.size()),
                        "choose a shorter folder");
        lengths_.insert(from.size());
    }
    if (prefixes_.empty()) return;
    // They are sorted: what the first and the last have in common, all have.
    const auto &first = prefixes_.begin()->first, &last = prefixes_.rbegin()->first;
    start_.assign(first.begin(), std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first);
}

std::map<std::string, std::string>::const_iterator PrefixMap::at(std::string_view content, std::size_t offset) const {
    for (const auto length : lengths_) {
        if (length > content.size() - offset) break;
        const auto found = prefixes_.find(std::string(content.substr(offset, length)));
        const auto end = offset + length;
        if (found != prefixes_.end() && (end == content.size() || !is_name_character(content[end]))) return found;
    }
    return prefixes_.end();
}

bool PrefixMap::relocate(std::string& content) const {
    if (prefixes_.empty()) return false;
    const bool text = std::memchr(content.data(), '\0', content.size()) == nullptr;
    std::string moved;
    std::size_t done = 0;
    find_all(content, start_, [&](std::size_t offset) {
        const auto prefix = at(content, offset);
        if (prefix == prefixes_.end()) return;
        const auto& [from, to] = *prefix;
        moved.append(content, done, offset - done);
        if (!text) moved.append(from.size() - to.size(), '/');
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
