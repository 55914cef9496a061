// Archives through libarchive, and what is refused in all of them: nothing in an archive may reach beyond the folder it
// is unpacked to. Every refusal is an Error(source) that names the archive.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sf {

struct FreeArchiveReader {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, FreeArchiveReader>;

// What libarchive says of its last failure.
std::string archive_fault(archive* handle);

[[noreturn]] void refuse_archive(const std::string& archive_name, const std::string& why);

// Nothing after the last one.
archive_entry* next_entry(archive* reader, const std::string& archive_name);

// An entry's name without "." and "//"; empty for the top itself. Absolute names and ".." are refused. `what` it names:
// "an entry", "a hard link"; `raw` may be null.
std::filesystem::path checked_entry_name(const char* raw, const std::string& what, const std::string& archive_name);

// Refuses a link at `name` with a target that is absolute, or leads out by its own words.
void check_link_target(const std::filesystem::path& name, const char* raw_target, const std::string& archive_name);

// A chain of links can lead out although each of them alone does not: refuses an unpacked tree with a link that ends
// neither below `top` nor below one of the `others` (absolute).
void check_links_stay_inside(const std::filesystem::path& top, const std::vector<std::filesystem::path>& others,
                             const std::string& archive_name);

}  // namespace sf
