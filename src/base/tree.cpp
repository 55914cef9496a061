// Whole trees of base/files.h: walk, copy, remove, sync.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/files.h"
#include "base/os_error.h"

namespace sf {
namespace {

using Visit = std::function<void(const fs::directory_entry&, const std::string&)>;

std::vector<fs::directory_entry> sorted_entries(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
        entries.push_back(*it);
    }
    if (failure) throw os_error(failure.value(), "list", folder);
    return entries;
}

bool is_real_directory(const fs::directory_entry& entry) {
    std::error_code failure;
    return entry.symlink_status(failure).type() == fs::file_type::directory;
}

// Bytewise order of relative paths is not the order of names: "a.b" sorts before "a/x" because '.' < '/'. Sorting the
// names of folders with their slash gives the order of the paths below them, but then the folder itself ("a") comes
// before "a.b"; so folders are visited at their own name and entered at their name with the slash.
void walk(const fs::path& folder, const std::string& prefix, const Visit& visit) {
    struct Step {
        std::string key;
        fs::directory_entry entry;
        bool enter;
    };
    std::vector<Step> steps;
    for (const fs::directory_entry& entry : sorted_entries(folder)) {
        const std::string name = entry.path().filename().string();
        steps.push_back({name, entry, false});
        if (is_real_directory(entry)) steps.push_back({name + "/", entry, true});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.key < b.key; });
    for (const Step& step : steps) {
        if (step.enter) {
            walk(step.entry.path(), prefix + step.key, visit);
        } else {
            visit(step.entry, prefix + step.key);
        }
    }
}

void fsync_path(const fs::path& path, int flags) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags));
    if (!fd) throw os_error(errno, "open", path);
    if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP) throw os_error(errno, "sync", path);
}

// Gives this user back what he needs to empty the folders below `root`.
void make_writable(const fs::path& root) {
    struct stat info {};
    if (::lstat(root.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return;
    if ((info.st_mode & S_IRWXU) != S_IRWXU && ::chmod(root.c_str(), info.st_mode | S_IRWXU) != 0) {
        throw os_error(errno, "change the mode of", root);
    }
    for (const fs::directory_entry& entry : sorted_entries(root)) make_writable(entry.path());
}

void copy_times(const struct stat& info, const fs::path& to) {
    const struct timespec times[2] = {info.st_atim, info.st_mtim};
    if (::utimensat(AT_FDCWD, to.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
        throw os_error(errno, "set the time of", to);
}

void copy_content(const fs::path& from, const fs::path& to, mode_t mode) {
    const UniqueFd in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in) throw os_error(errno, "read", from);
    const UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out) throw os_error(errno, "create", to);
    std::string buffer(1 << 17, '\0');
    while (true) {
        const ssize_t got = ::read(in.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw os_error(errno, "read", from);
        if (got == 0) break;
        for (ssize_t done = 0; done < got;) {
            const ssize_t written = ::write(out.get(), buffer.data() + done, static_cast<std::size_t>(got - done));
            if (written < 0 && errno != EINTR) throw os_error(errno, "write", to);
            if (written > 0) done += written;
        }
    }
    if (::fchmod(out.get(), mode & 07777) != 0) throw os_error(errno, "set the mode of", to);
}

void copy_entry(const fs::path& from, const fs::path& to) {
    struct stat info {};
    if (::lstat(from.c_str(), &info) != 0) throw os_error(errno, "read", from);
    if (S_ISDIR(info.st_mode)) {
        if (::mkdir(to.c_str(), 0700) != 0 && errno != EEXIST) throw os_error(errno, "create the folder", to);
        for (const fs::directory_entry& entry : sorted_entries(from)) {
            copy_entry(entry.path(), to / entry.path().filename());
        }
        if (::chmod(to.c_str(), info.st_mode & 07777) != 0) throw os_error(errno, "set the mode of", to);
    } else if (S_ISLNK(info.st_mode)) {
        std::error_code failure;
        const fs::path target = fs::read_symlink(from, failure);
        if (!failure) fs::create_symlink(target, to, failure);
        if (failure) throw os_error(failure.value(), "create the link", to);
    } else if (S_ISREG(info.st_mode)) {
        copy_content(from, to, info.st_mode);
    } else {
        throw Error(ErrorKind::failure, "cannot copy " + from.string() + ": neither file, folder nor link");
    }
    copy_times(info, to);
}

}  // namespace

void walk_sorted(const fs::path& root, const Visit& visit) {
    walk(root, "", visit);
}

void fsync_tree(const fs::path& root) {
    walk_sorted(root, [](const fs::directory_entry& entry, const std::string&) {
        if (is_real_directory(entry)) {
            fsync_path(entry.path(), O_DIRECTORY);
        } else if (!entry.is_symlink() && entry.is_regular_file()) {
            fsync_path(entry.path(), 0);
        }
    });
    fsync_path(root, O_DIRECTORY);
}

void sync_filesystem(const fs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "open", path);
    if (::syncfs(fd.get()) != 0) throw os_error(errno, "sync the file system of", path);
}

void remove_tree(const fs::path& path) {
    std::error_code failure;
    fs::remove_all(path, failure);
    if (!failure) return;
    make_writable(path);
    fs::remove_all(path, failure);
    if (failure) throw os_error(failure.value(), "remove", path);
}

void copy_tree(const fs::path& from, const fs::path& to) {
    make_dirs(to.parent_path());
    copy_entry(from, to);
}

}  // namespace sf
