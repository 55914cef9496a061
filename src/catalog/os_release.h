// os-release(5): how an operating system names itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sf {

struct OsRelease {
    std::string id;                    // debian
    std::vector<std::string> id_like;  // what it descends from, nearest first: rhel, centos, fedora
    std::string version_id;            // 12, 9.4, 24.04
    std::string codename;              // bookworm; empty where there is none
    std::string pretty_name;           // Debian GNU/Linux 12 (bookworm)
};

OsRelease parse_os_release(const std::string& text);

// Throws Error(usage) if there is no such file, or if it does not name an OS and its version.
OsRelease read_os_release(const std::filesystem::path& file);

}  // namespace sf
