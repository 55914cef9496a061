#include "prove/host_library.h"

#include <array>
#include <deque>
#include <set>

#include "base/files.h"

namespace sf {

namespace {

constexpr int kMaxLinks = 40;  // as Linux's own limit (path_resolution(7))

// The order does not matter: a root holds one glibc for a machine.
constexpr std::array kLibraryFolders = {"lib/x86_64-linux-gnu",
                                        "usr/lib/x86_64-linux-gnu",
                                        "lib/aarch64-linux-gnu",
                                        "usr/lib/aarch64-linux-gnu",
                                        "lib64",
                                        "usr/lib64",
                                        "lib",
                                        "usr/lib"};

}  // namespace

bool is_host_library(const std::string& soname) {
    static const std::set<std::string> names = {"libc.so.6",
                                                "libm.so.6",
                                                "libmvec.so.1",
                                                "libpthread.so.0",
                                                "libdl.so.2",
                                                "librt.so.1",
                                                "libresolv.so.2",
                                                "libutil.so.1",
                                                "libanl.so.1",
                                                "libnsl.so.1",
                                                "libBrokenLocale.so.1",
                                                "libthread_db.so.1",
                                                "ld-linux-x86-64.so.2",
                                                "ld-linux-aarch64.so.1",
                                                "libpam.so.0",
                                                "libpam_misc.so.0"};
    return names.count(soname) != 0;
}

std::optional<fs::path> resolve_in_root(const fs::path& root, const fs::path& path) {
    fs::path resolved;  // relative to root, free of links
    std::deque<fs::path> rest(path.begin(), path.end());
    for (int links = 0; !rest.empty();) {
        const auto part = rest.front();
        rest.pop_front();
        if (part.empty() || part == "." || part == "/") continue;
        if (part == "..") {
            resolved = resolved.parent_path();
            continue;
        }
        std::error_code error;
        const auto status = fs::symlink_status(root / resolved / part, error);
        if (error || status.type() == fs::file_type::not_found) return std::nullopt;
        if (status.type() != fs::file_type::symlink) {
            resolved /= part;
            continue;
        }
        if (++links > kMaxLinks) return std::nullopt;
        const auto target = fs::read_symlink(root / resolved / part);
        if (target.is_absolute()) resolved.clear();
        rest.insert(rest.begin(), target.begin(), target.end());
    }
    return root / resolved;
}

const Elf* HostLibraries::find(const std::string& soname, std::uint16_t machine) {
    const auto key = std::pair{soname, machine};
    auto found = known_.find(key);
    if (found == known_.end()) found = known_.emplace(key, load(soname, machine)).first;
    return found->second ? &*found->second : nullptr;
}

std::optional<Elf> HostLibraries::load(const std::string& soname, std::uint16_t machine) const {
    for (const char* folder : kLibraryFolders) {
        const auto file = resolve_in_root(root_, fs::path("/") / folder / soname);
        if (!file || !fs::is_regular_file(*file)) continue;
        auto elf = read_elf(*file);
        if (elf.machine == machine) return elf;
    }
    return std::nullopt;
}

}  // namespace sf
