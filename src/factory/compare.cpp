#include "factory/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/files.h"
#include "relocate/mapped_file.h"

namespace sf {

namespace {

constexpr std::size_t kShown = 60;  // characters of a line
constexpr std::size_t kShownBytes = 16;

std::map<std::string, fs::path> entries_of(const fs::path& root) {
    std::map<std::string, fs::path> entries;
    walk_sorted(
        root, [&](const fs::directory_entry& entry, const std::string& relative) { entries[relative] = entry.path(); });
    return entries;
}

const char* type_of(const fs::path& path) {
    switch (fs::symlink_status(path).type()) {
        case fs::file_type::regular:
            return "file";
        case fs::file_type::directory:
            return "folder";
        case fs::file_type::symlink:
            return "link";
        default:
            return "special file";
    }
}

bool may_execute(const fs::path& path) {
    constexpr auto kExecute = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
    return (fs::status(path).permissions() & kExecute) != fs::perms::none;
}

std::string quoted(std::string_view text) {
    std::string shown = "\"";
    for (const char c : text) shown += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '.';
    return shown + "\"";
}

std::string line_at(std::string_view text, std::size_t begin) {
    const auto line = text.substr(begin, text.find('\n', begin) - begin);
    return quoted(line.substr(0, kShown)) + (line.size() > kShown ? "..." : "");
}

std::string bytes_at(std::string_view bytes, std::size_t at) {
    return quoted(bytes.substr(std::min(at, bytes.size()), kShownBytes));
}

std::string sizes(std::string_view a, std::string_view b) {
    return a.size() == b.size() ? "" : fmt::format("{} and {} bytes; ", a.size(), b.size());
}

// The first place where two contents differ.
std::string content_difference(std::string_view a, std::string_view b) {
    const auto mismatch = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto at = static_cast<std::size_t>(mismatch.first - a.begin());
    const bool text = a.find('\0') == std::string_view::npos && b.find('\0') == std::string_view::npos;
    if (!text) return fmt::format("{}from byte {} on {} and {}", sizes(a, b), at, bytes_at(a, at), bytes_at(b, at));
    const auto newline = at == 0 ? std::string_view::npos : a.rfind('\n', at - 1);
    const auto begin = newline == std::string_view::npos ? 0 : newline + 1;
    return fmt::format("{}line {} is {} and {}", sizes(a, b), std::count(a.begin(), mismatch.first, '\n') + 1,
                       line_at(a, begin), line_at(b, begin));
}

// Empty where they are the same.
std::string difference(const fs::path& a, const fs::path& b) {
    const std::string_view first = type_of(a), second = type_of(b);
    if (first != second) return fmt::format("a {} and a {}", first, second);
    if (first == "link") {
        const auto to = fs::read_symlink(a), other = fs::read_symlink(b);
        return to == other ? "" : fmt::format("a link to {} and to {}", to.string(), other.string());
    }
    if (first != "file") return "";
    if (may_execute(a) != may_execute(b))
        return may_execute(a) ? "executable and not executable" : "not executable and executable";
    const MappedFile left(a), right(b);
    return left.bytes() == right.bytes() ? "" : content_difference(left.bytes(), right.bytes());
}

}  // namespace

std::vector<Difference> compare_trees(const fs::path& first, const fs::path& second) {
    const auto ours = entries_of(first), theirs = entries_of(second);
    std::map<std::string, std::string> found;
    for (const auto& [relative, path] : ours) {
        const auto other = theirs.find(relative);
        const auto what = other == theirs.end() ? "only the first has it" : difference(path, other->second);
        if (!what.empty()) found[relative] = what;
    }
    for (const auto& [relative, path] : theirs)
        if (!ours.contains(relative)) found[relative] = "only the second has it";
    std::vector<Difference> differences;
    for (const auto& [relative, what] : found) differences.push_back({relative, what, ""});
    return differences;
}

}  // namespace sf
