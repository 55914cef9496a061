// What a bundle may take from the host (architecture.md, "Shipped, and the host's"), and where a root filesystem keeps
// it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "relocate/elf.h"

namespace sf {

// glibc's libraries, libpam.so.0 and libpam_misc.so.0. libcrypt is none of glibc's since it is libxcrypt's.
bool is_host_library(const std::string& soname);

// `path` followed through symbolic links as if `root` were /, so that an absolute link stays inside. Nothing if it does
// not exist or its links go round in circles.
std::optional<std::filesystem::path> resolve_in_root(const std::filesystem::path& root,
                                                     const std::filesystem::path& path);

// The libraries of a root's standard folders, read once.
class HostLibraries {
  public:
    explicit HostLibraries(std::filesystem::path root) : root_(std::move(root)) {}
    // nullptr: the root has no such library for `machine` (e_machine of the file that needs it).
    const Elf* find(const std::string& soname, std::uint16_t machine);

  private:
    std::optional<Elf> load(const std::string& soname, std::uint16_t machine) const;

    std::filesystem::path root_;
    std::map<std::pair<std::string, std::uint16_t>, std::optional<Elf>> known_;
};

}  // namespace sf
