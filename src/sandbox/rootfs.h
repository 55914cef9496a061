// Root filesystems of a toolchain: made once, from a mirror or an image, and kept.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/home.h"
#include "base/process.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "sandbox/root_origin.h"

namespace sf {

// gpu: what build has, and the toolchain's gpu_packages; image: what a container of it has.
enum class RootKind { build, gpu, prove, image };

struct RootFs {
    std::filesystem::path path;
    std::string digest;                           // sha256 of the sorted list of packages and versions
    std::map<std::string, std::string> packages;  // name -> version, for the provenance
};

// home.rootfs()/TOOLCHAIN-KIND-ID, where ID changes with the package list and with how the root is made; ID.json beside
// it records digest, packages and where they came from. `origin` is asked only if the root has to be made. Made under a
// temporary name and renamed when whole; a lock keeps two programs from making it twice. As root files keep their
// owners; a plain user (who needs newuidmap) owns them all himself. Throws Error(host) if a tool is absent or fails,
// with the last lines of its log and the log's path.
RootFs ensure_rootfs(const Home& home, Process& process, const Toolchain& toolchain, RootKind kind,
                     const std::function<RootOrigin()>& origin, Progress& progress);
bool has_rootfs(const Home& home, const Toolchain& toolchain, RootKind kind);

}  // namespace sf
