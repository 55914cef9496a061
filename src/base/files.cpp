#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/os_error.h"
#include "base/process.h"

namespace sf {
namespace {

constexpr auto kLockPoll = std::chrono::milliseconds(100);

fs::path folder_of(const fs::path& path) {
    fs::path folder = path.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

std::string read_all(int fd, const fs::path& path) {
    std::string content;
    struct stat info {};
    if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) content.reserve(static_cast<std::size_t>(info.st_size) + 1);
    char buffer[1 << 16];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw os_error(errno, "read", path);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

void write_all(int fd, std::string_view content, const fs::path& path) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw os_error(errno, "write", path);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Removes a temporary file unless its rename went well.
class Discard {
  public:
    explicit Discard(std::string path) : path_(std::move(path)) {}
    Discard(const Discard&) = delete;
    Discard& operator=(const Discard&) = delete;
    ~Discard() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    void keep() { path_.clear(); }

  private:
    std::string path_;
};

UniqueFd open_lock(const fs::path& path) {
    make_dirs(folder_of(path));
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd) throw os_error(errno, "open the lock", path);
    return fd;
}

// True if taken, false if somebody else has it (only with LOCK_NB).
bool flock_fd(int fd, int operation, const fs::path& path) {
    while (::flock(fd, operation) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw os_error(errno, "lock", path);
        throw_if_interrupted();
    }
    return true;
}

}  // namespace

std::string read_file(const fs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "read", path);
    return read_all(fd.get(), path);
}

std::optional<std::string> read_file_if_exists(const fs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!fd) throw os_error(errno, "read", path);
    return read_all(fd.get(), path);
}

void write_file_atomic(const fs::path& path, std::string_view content, mode_t mode) {
    std::string temporary = (folder_of(path) / ("." + path.filename().string() + ".XXXXXX")).string();
    UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd) throw os_error(errno, "create a file beside", path);
    Discard discard(temporary);
    write_all(fd.get(), content, path);
    if (::fchmod(fd.get(), mode) != 0) throw os_error(errno, "set the mode of", path);
    if (::fsync(fd.get()) != 0) throw os_error(errno, "write", path);
    fd = UniqueFd();
    rename_durable(temporary, path);
    discard.keep();
}

void rename_durable(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw os_error(errno, "rename " + from.string() + " to", to);
    sync_folder(folder_of(to));
}

void sync_folder(const fs::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "open the folder", folder);
    // Some file systems (FUSE, network) refuse fsync of a folder; the rename is as durable there as they make it.
    if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP) throw os_error(errno, "sync", folder);
}

void make_link(const fs::path& target, const fs::path& link) {
    std::error_code failure;
    fs::create_symlink(target, link, failure);
    if (failure) throw os_error(failure.value(), "create the link", link);
}

void replace_link(const fs::path& target, const fs::path& link, const fs::path& next) {
    fs::remove(next);
    make_link(target, next);
    rename_durable(next, link);
}

UniqueFd write_new_file(const fs::path& path, std::string_view content, mode_t mode) {
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!fd) throw os_error(errno, "create", path);
    write_all(fd.get(), content, path);
    return fd;
}

void make_dirs(const fs::path& path) {
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure) throw os_error(failure.value(), "create the folder", path);
}

std::uint64_t disk_free(const fs::path& path) {
    fs::path existing = fs::absolute(path);
    struct statvfs info {};
    while (::statvfs(existing.c_str(), &info) != 0) {
        if ((errno != ENOENT && errno != ENOTDIR) || existing == existing.root_path()) {
            throw os_error(errno, "ask for the free space of", path);
        }
        existing = existing.parent_path();
    }
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

UniqueFd::~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
}

TempDir::TempDir(const fs::path& parent, std::string_view prefix) {
    make_dirs(parent);
    std::string name = (parent / (std::string(prefix) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) throw os_error(errno, "create a folder in", parent);
    path_ = name;
}

TempDir::~TempDir() {
    if (path_.empty()) return;
    try {
        remove_tree(path_);
    } catch (const Error&) {
        // A destructor must not throw; what stays has a temporary name, which the next run removes.
    }
}

FileLock::FileLock(const fs::path& path, const std::function<void()>& waiting) : fd_(open_lock(path)) {
    if (flock_fd(fd_.get(), LOCK_EX | LOCK_NB, path)) return;
    if (waiting) waiting();
    // Asking again and again instead of blocking, so that an interrupt ends the wait.
    while (!flock_fd(fd_.get(), LOCK_EX | LOCK_NB, path)) {
        throw_if_interrupted();
        std::this_thread::sleep_for(kLockPoll);
    }
}

std::optional<FileLock> FileLock::try_lock(const fs::path& path) {
    UniqueFd fd = open_lock(path);
    if (!flock_fd(fd.get(), LOCK_EX | LOCK_NB, path)) return std::nullopt;
    return FileLock(std::move(fd));
}

}  // namespace sf
