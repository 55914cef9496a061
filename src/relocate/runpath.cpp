// RUNPATH: rewriting it in place, and what it is in a view.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "relocate/mapped_file.h"
#include "relocate/relocate.h"

namespace sf {
namespace {

// The linker stores a string that is the tail of another one only once. Bytes may be overwritten only if no other
// string begins in them and none that begins before them runs into them.
void refuse_shared(const std::filesystem::path& file, std::string_view bytes, const Elf& elf, std::uint64_t end) {
    const auto& path = *elf.runpath;
    std::uint64_t begin = path.offset;
    while (begin > 0 && bytes[begin - 1] != '\0') --begin;
    const auto other = std::lower_bound(elf.other_strings.begin(), elf.other_strings.end(), begin);
    if (other != elf.other_strings.end() && *other < end)
        throw Error(ErrorKind::failure,
                    fmt::format("{}: RUNPATH {} shares its bytes with the string {}", file.string(), path.value,
                                bytes.data() + *other),
                    "link the file with a longer prefix, or without that name");
}

void write_at(const std::filesystem::path& file, const std::string& bytes, std::uint64_t offset) {
    const auto fail = [&](const char* what) {
        throw Error(ErrorKind::host, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno)));
    };
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) fail("open");
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count =
            ::pwrite(fd.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write");
        done += static_cast<std::size_t>(count);
    }
    if (::fdatasync(fd.get()) != 0) fail("sync");
}

enum class Room { of_string, with_zeros };  // the present string's, or also what a longer one left behind it

std::uint64_t size_of(Room room, std::string_view bytes, const ElfString& path) {
    auto end = path.offset + path.value.size();  // of its NUL
    while (room == Room::with_zeros && end + 1 < bytes.size() && bytes[end + 1] == '\0') ++end;
    return end - path.offset;
}

// The new bytes of the string, or nothing if there is no RUNPATH to rewrite.
std::optional<std::pair<std::uint64_t, std::string>> replacement(const std::filesystem::path& file,
                                                                 const std::string& runpath, Room kind) {
    const MappedFile mapped(file);
    if (!is_elf(mapped.bytes())) return std::nullopt;
    const auto elf = parse_elf(mapped.bytes(), file.string());
    if (!elf.runpath || elf.runpath->value.empty()) return std::nullopt;
    const auto room = size_of(kind, mapped.bytes(), *elf.runpath);
    if (runpath.size() > room)
        throw Error(ErrorKind::failure,
                    fmt::format("{}: RUNPATH {} has room for {} bytes, {} needs {}", file.string(), elf.runpath->value,
                                room, runpath, runpath.size()),
                    "link the file with a longer prefix");
    auto bytes = runpath;
    bytes.resize(std::max(runpath.size(), elf.runpath->value.size()), '\0');
    refuse_shared(file, mapped.bytes(), elf, elf.runpath->offset + bytes.size());
    return std::pair{elf.runpath->offset, std::move(bytes)};
}

bool write_runpath(const std::filesystem::path& file, const std::string& runpath, Room room) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0)
        throw Error(ErrorKind::host, fmt::format("cannot stat {}: {}", file.string(), std::strerror(errno)));
    if (!S_ISREG(status.st_mode))
        throw Error(ErrorKind::failure, fmt::format("{} is not a regular file", file.string()));
    const auto change = replacement(file, runpath, room);
    if (!change) return false;
    if (status.st_nlink > 1)
        throw Error(ErrorKind::failure, fmt::format("{} has {} hard links: rewriting it would change the others",
                                                    file.string(), static_cast<unsigned long>(status.st_nlink)));
    write_at(file, change->second, change->first);
    return true;
}

}  // namespace

bool rewrite_runpath(const std::filesystem::path& file, const std::string& runpath) {
    return write_runpath(file, runpath, Room::of_string);
}

bool restore_runpath(const std::filesystem::path& file, const std::string& runpath) {
    return write_runpath(file, runpath, Room::with_zeros);
}

std::string view_runpath(const std::string& relative_path, const std::vector<std::string>& own) {
    const auto from = std::filesystem::path(relative_path).parent_path();
    auto folders = own;
    const bool library = relative_path.starts_with("lib/");
    // Libraries need one another more than Slurm's own; its plugins and programs need that first.
    if (library && !relative_path.starts_with("lib/slurm/")) {
        folders.insert(folders.end(), {"lib", "lib/slurm"});
    } else {
        folders.insert(folders.end(), {"lib/slurm", "lib"});
    }
    std::vector<std::string> entries;
    for (const auto& folder : folders) {
        const auto relative = std::filesystem::path(folder).lexically_relative(from).string();
        entries.push_back(relative == "." ? "$ORIGIN" : "$ORIGIN/" + relative);
    }
    return join(entries, ":");
}

}  // namespace sf
