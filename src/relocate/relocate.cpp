#include "relocate/relocate.h"

#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "relocate/mapped_file.h"
#include "relocate/occurrences.h"

namespace sf {
namespace {

constexpr std::size_t kTextProbe = 8192;  // a NUL within these bytes makes a file binary, as grep and git decide

bool is_text(std::string_view bytes) {
    return bytes.substr(0, kTextProbe).find('\0') == std::string_view::npos;
}

// The end of the prefix that starts at `offset`: the padding goes on to a '/', then comes one folder's name.
std::size_t prefix_end(std::string_view bytes, std::size_t offset, std::size_t needle_size) {
    auto end = offset + needle_size;
    while (end < bytes.size() && is_name_character(bytes[end])) ++end;
    if (end == bytes.size() || bytes[end] != '/') return end;
    ++end;
    while (end < bytes.size() && bytes[end] != '\0' && is_name_character(bytes[end])) ++end;
    return end;
}

std::string c_string_around(std::string_view bytes, std::size_t offset) {
    const auto before = bytes.rfind('\0', offset);
    const auto begin = before == std::string_view::npos ? 0 : before + 1;
    return std::string(bytes.substr(begin, bytes.find('\0', offset) - begin));
}

bool starts_a_path(std::string_view bytes, std::size_t offset) {
    if (offset == 0) return true;
    const char before = bytes[offset - 1];
    return before == '\0' || !(is_name_character(before) || before == '/' || before == '~');
}

void find_forbidden(std::string_view bytes, const ForbiddenString& where, std::vector<ForbiddenString>& found) {
    const auto& needle = where.needle;
    find_all(bytes, needle, [&](std::size_t offset) {
        if (needle.front() == '/' && !starts_a_path(bytes, offset)) return;
        found.push_back(where);
        found.back().offset = offset;
    });
}

}  // namespace

std::optional<std::string> runpath_of(const std::filesystem::path& file) {
    const MappedFile mapped(file);
    if (!is_elf(mapped.bytes())) return std::nullopt;
    const auto elf = parse_elf(mapped.bytes(), file.string());
    return elf.runpath ? std::optional(elf.runpath->value) : std::nullopt;
}

std::vector<BakedString> find_baked_strings(const std::filesystem::path& view, std::string_view needle) {
    std::vector<BakedString> found;
    walk_sorted(view, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_symlink() || !entry.is_regular_file()) return;
        const MappedFile file(entry.path());
        const auto bytes = file.bytes();
        find_all(bytes, needle, [&](std::size_t offset) {
            BakedString baked;
            baked.file = relative;
            baked.offset = offset;
            baked.room = prefix_end(bytes, offset, needle.size()) - offset;
            baked.text = is_text(bytes);
            const auto prefix = bytes.substr(offset, baked.room);
            baked.package = prefix.substr(prefix.rfind('/') + 1);
            baked.value = baked.text ? std::string(bytes.substr(offset, baked.room)) : c_string_around(bytes, offset);
            found.push_back(std::move(baked));
        });
    });
    return found;
}

Json relocation_table(const std::vector<BakedString>& strings, const std::map<std::string, std::string>& folders) {
    Json entries = Json::array();
    for (const auto& baked : strings) {
        const auto folder = folders.find(baked.package);
        const bool own = folder != folders.end() && !folder->second.empty();
        entries.push_back(Json{{"file", baked.file},
                               {"offset", baked.offset},
                               {"room", baked.room},
                               {"kind", baked.text ? "text" : "binary"},
                               {"value", baked.value},
                               {"target", own ? "view/" + folder->second : "view"}});
    }
    return Json{{"version", kRelocationVersion}, {"entries", std::move(entries)}};
}

std::vector<ForbiddenString> find_forbidden_strings(const std::filesystem::path& tree,
                                                    const std::vector<std::string>& needles) {
    std::vector<ForbiddenString> found;
    walk_sorted(tree, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_symlink()) {
            const auto target = fs::read_symlink(entry.path()).string();
            for (const auto& needle : needles) find_forbidden(target, {relative, 0, needle, true}, found);
        } else if (entry.is_regular_file()) {
            const MappedFile file(entry.path());
            for (const auto& needle : needles) find_forbidden(file.bytes(), {relative, 0, needle, false}, found);
        }
    });
    return found;
}

std::string relative_link(const std::string& link_path, const std::string& target_path) {
    return fs::path(target_path).lexically_relative(fs::path(link_path).parent_path()).string();
}

}  // namespace sf
