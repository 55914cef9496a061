#include "factory/clean.h"

#include "base/error.h"
#include "base/files.h"

namespace sf {

namespace {

std::uint64_t bytes_below(const fs::path& path) {
    std::uint64_t sum = 0;
    walk_sorted(path, [&](const fs::directory_entry& entry, const std::string&) {
        if (entry.is_regular_file() && !entry.is_symlink()) sum += entry.file_size();
    });
    return sum;
}

// A running build holds a lock below locks/.
void refuse_while_building(const Home& home) {
    if (!fs::is_directory(home.locks())) return;
    for (const auto& entry : fs::directory_iterator(home.locks()))
        if (!FileLock::try_lock(entry.path()))
            throw Error(ErrorKind::host,
                        "a build is running in " + home.root.string() + " (it holds " + entry.path().string() + ")",
                        "wait for it, or stop it, and clean again");
}

}  // namespace

std::vector<Removed> clean(const Home& home, bool full, bool dry_run) {
    refuse_while_building(home);
    std::vector<fs::path> folders = {home.build_debug(), home.logs(), home.tmp()};
    if (full) folders.insert(folders.end(), {home.store(), home.rootfs(), home.sources(), home.ccache(), home.state()});
    std::vector<Removed> removed;
    for (const auto& folder : folders) {
        if (!fs::exists(folder)) continue;
        removed.push_back({folder, bytes_below(folder)});
        if (!dry_run) remove_tree(folder);
    }
    return removed;
}

}  // namespace sf
