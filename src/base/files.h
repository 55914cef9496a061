// Files: whole-file reads and writes, durable renames, locks, trees. Every function throws Error (kind host for a full
// disk or a refused permission, with the path in the message).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sf {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path);
std::optional<std::string> read_file_if_exists(const fs::path& path);

// Writes to a temporary name in the same folder, fsyncs it, renames it over `path`, fsyncs the folder: after a kill at
// any instant `path` holds the old content or the new, whole.
void write_file_atomic(const fs::path& path, std::string_view content, mode_t mode = 0644);

// rename(2) and fsync of the folder that receives the name.
void rename_durable(const fs::path& from, const fs::path& to);

// Syncs the names in a folder, where its file system can.
void sync_folder(const fs::path& folder);

// A symbolic link; make_link() where there is nothing yet, replace_link() by one rename of `next`, which lies in the
// same folder and stays there if the process is killed.
void make_link(const fs::path& target, const fs::path& link);
void replace_link(const fs::path& target, const fs::path& link, const fs::path& next);

// fsyncs every regular file and folder below `root`: once per package, before its rename into the store.
void fsync_tree(const fs::path& root);

// Syncs all that was written to the file system of `path`: for many small files much quicker than fsync_tree().
void sync_filesystem(const fs::path& path);

void make_dirs(const fs::path& path);

// Removes a tree even where folders in it lack write permission. Missing is fine.
void remove_tree(const fs::path& path);

// Copies a tree: modes, symlinks verbatim, mtimes; hard-links nothing.
void copy_tree(const fs::path& from, const fs::path& to);

// Calls `visit` with every entry below `root` in bytewise order of its path relative to `root`, folders before their
// content.
void walk_sorted(const fs::path& root,
                 const std::function<void(const fs::directory_entry&, const std::string& relative)>& visit);

// Bytes free for this user on the file system that holds `path` (its nearest existing parent).
std::uint64_t disk_free(const fs::path& path);

// Shell-style glob against a path with '/': `*` and `?` stay within a component, `**` crosses them.
bool glob_match(std::string_view pattern, std::string_view path);

// An open descriptor, closed at the end of its scope.
class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept;
    ~UniqueFd();
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

// Creates and writes a file where no name, and no link, may be yet. Returns it open; nothing is synced.
UniqueFd write_new_file(const fs::path& path, std::string_view content, mode_t mode);

// A folder with a unique name, removed with its content at the end of its scope unless released.
class TempDir {
  public:
    TempDir(const fs::path& parent, std::string_view prefix);
    TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TempDir& operator=(TempDir&&) = delete;
    ~TempDir();
    const fs::path& path() const { return path_; }
    fs::path release() { return std::exchange(path_, {}); }

  private:
    fs::path path_;
};

// An exclusive flock(2) on `path` (created; never removed, so that two holders cannot lock different inodes). The
// kernel releases it when the process dies, however it dies.
class FileLock {
  public:
    // Blocks. `waiting`, if given, is called once if the lock is held by somebody else, before blocking.
    explicit FileLock(const fs::path& path, const std::function<void()>& waiting = {});
    static std::optional<FileLock> try_lock(const fs::path& path);

  private:
    explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

}  // namespace sf
