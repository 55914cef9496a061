// Archives come from outside: nothing in them may reach beyond the folder they are unpacked to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace sf {

struct UnpackOptions {
    std::string only;                      // of a large source, just this folder below the stripped top; empty: all
    std::uint64_t max_bytes = 8ull << 30;  // of what is written
};

// Unpacks a tar archive (plain, gzip, bzip2, xz, zstd), or a Debian package as the ar archive that it is, to `into`,
// which must not exist; a single top folder is stripped. Entries are checked before they are written: absolute names,
// "..", links that lead out, devices and more than `max_bytes` in all throw Error(source), and then `into` does not
// come into being. Times are kept (make needs them), owners and setuid bits are not.
void unpack_archive(const std::filesystem::path& archive, const std::filesystem::path& into,
                    const UnpackOptions& options = {});

// The content of one file of a tar archive, read no further than there; nothing if it has no such file. Throws
// Error(source) for what is not an archive, or a file of more than `max_bytes`.
std::optional<std::string> file_in_archive(const std::filesystem::path& archive, const std::string& name,
                                           std::uint64_t max_bytes = 16ull << 20);

}  // namespace sf
