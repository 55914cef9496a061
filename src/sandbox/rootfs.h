// Root filesystems of a toolchain, made by mmdebstrap from the machine's own mirror.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/home.h"
#include "base/process.h"
#include "base/progress.h"
#include "catalog/catalog.h"

namespace sf {

enum class RootKind { build, prove };

struct RootFs {
    std::filesystem::path path;
    std::string digest;                           // sha256 of the sorted list of packages and versions
    std::map<std::string, std::string> packages;  // name -> version, for the provenance
};

// home.rootfs()/TOOLCHAIN-KIND-ID, where ID changes with the package list; ID.json beside it records digest, packages
// and mirror. Made under a temporary name and renamed when whole; a lock keeps two programs from making it twice. As
// root files keep their owners; a plain user (who needs newuidmap) owns them all himself. Throws Error(host) if
// mmdebstrap is absent or fails, with the last lines of its log and the log's path.
RootFs ensure_rootfs(const Home& home, Process& process, const Toolchain& toolchain, RootKind kind,
                     const std::string& mirror, Progress& progress);
bool has_rootfs(const Home& home, const Toolchain& toolchain, RootKind kind);

// Names and versions of the installed packages in the text of dpkg's status file (deb822; "Status: install ok
// installed").
std::map<std::string, std::string> installed_packages(const std::string& dpkg_status);

}  // namespace sf
