#include "source/archive.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

bool is_below(const fs::path& path, const fs::path& top) {
    return std::mismatch(top.begin(), top.end(), path.begin(), path.end()).first == top.end();
}

}  // namespace

std::string archive_fault(archive* handle) {
    const char* text = archive_error_string(handle);
    return text == nullptr ? "unknown fault" : text;
}

void refuse_archive(const std::string& archive_name, const std::string& why) {
    throw Error(ErrorKind::source, archive_name + " cannot be unpacked: " + why);
}

archive_entry* next_entry(archive* reader, const std::string& archive_name) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF) return nullptr;
    if (status < ARCHIVE_WARN) refuse_archive(archive_name, archive_fault(reader));
    return entry;
}

fs::path checked_entry_name(const char* raw, const std::string& what, const std::string& archive_name) {
    if (raw == nullptr || *raw == '\0') refuse_archive(archive_name, what + " without a name");
    const fs::path name(raw);
    if (name.is_absolute()) refuse_archive(archive_name, fmt::format("{} with the absolute name {}", what, raw));
    fs::path result;
    for (const auto& part : name) {
        if (part == "..") refuse_archive(archive_name, fmt::format("{} whose name leads out: {}", what, raw));
        if (part != "." && !part.empty()) result /= part;
    }
    return result;
}

void check_link_target(const fs::path& name, const char* raw_target, const std::string& archive_name) {
    if (raw_target == nullptr || *raw_target == '\0')
        refuse_archive(archive_name, "a link without a target: " + name.string());
    const fs::path target(raw_target);
    if (target.is_absolute())
        refuse_archive(archive_name, fmt::format("a link to an absolute path: {} -> {}", name.string(), raw_target));
    long depth = std::distance(name.begin(), name.end()) - 1;
    for (const auto& part : target) {
        if (part == "..") {
            --depth;
        } else if (part != "." && !part.empty()) {
            ++depth;
        }
        if (depth < 0)
            refuse_archive(archive_name, fmt::format("a link that leads out: {} -> {}", name.string(), raw_target));
    }
}

void check_links_stay_inside(const fs::path& top, const std::vector<fs::path>& others,
                             const std::string& archive_name) {
    std::vector<fs::path> allowed = others;
    allowed.push_back(fs::canonical(top));
    walk_sorted(top, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (!entry.is_symlink()) return;
        std::error_code loop;  // links that name each other lead nowhere
        // Of where it leads, not of itself: a link to what does not exist yet would be taken for a file.
        const fs::path real = fs::weakly_canonical(entry.path().parent_path() / fs::read_symlink(entry.path()), loop);
        const bool inside =
            std::any_of(allowed.begin(), allowed.end(), [&](const fs::path& place) { return is_below(real, place); });
        if (!loop && !inside) refuse_archive(archive_name, "a chain of links leads out: " + relative);
    });
}

}  // namespace sf
