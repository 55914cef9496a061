#include "node/backup.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr const char* kDefaultDatabase = "slurm_acct_db";
constexpr std::string_view kNewBackup = ".new-";

struct FreeArchiveWriter {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

class StateArchive {
  public:
    explicit StateArchive(const fs::path& file)
        : file_(file),
          fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)),
          writer_(archive_write_new()) {
        if (!fd_) throw os_error(errno, "create", file);
        check(archive_write_set_format_pax_restricted(writer_.get()));
        check(archive_write_add_filter_zstd(writer_.get()));
        check(archive_write_open_fd(writer_.get(), fd_.get()));
    }

    void add(const fs::path& path, const std::string& name) {
        struct stat status {};
        if (::lstat(path.c_str(), &status) != 0) return;
        std::string content;
        if (S_ISREG(status.st_mode)) {
            const auto read = read_file_if_exists(path);
            if (!read) return;
            content = *read;
            status.st_size = static_cast<off_t>(content.size());
        } else if (!S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode)) {
            return;  // a socket is made again by its daemon
        }
        const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
        archive_entry_copy_stat(entry.get(), &status);
        archive_entry_set_pathname(entry.get(), name.c_str());
        if (S_ISLNK(status.st_mode)) archive_entry_set_symlink(entry.get(), fs::read_symlink(path).c_str());
        check(archive_write_header(writer_.get(), entry.get()));
        if (archive_write_data(writer_.get(), content.data(), content.size()) !=
            static_cast<la_ssize_t>(content.size()))
            check(ARCHIVE_FATAL);
    }

    void finish() {
        check(archive_write_close(writer_.get()));
        if (::fsync(fd_.get()) != 0) throw os_error(errno, "sync", file_);
    }

  private:
    void check(int status) const {
        if (status >= ARCHIVE_WARN) return;
        const int code = archive_errno(writer_.get());
        if (code == ENOSPC || code == EDQUOT) throw os_error(code, "write", file_);
        const char* text = archive_error_string(writer_.get());
        throw Error(ErrorKind::host, fmt::format("cannot write {}: {}", file_.string(), text == nullptr ? "" : text));
    }

    fs::path file_;
    UniqueFd fd_;
    std::unique_ptr<archive, FreeArchiveWriter> writer_;
};

std::string database_of(const SlurmConf& dbd) {
    return dbd.get("StorageLoc").value_or(kDefaultDatabase);
}

// A value of an option file: quoted, with the escapes that the clients undo.
std::string option(const std::string& key, const std::optional<std::string>& value) {
    if (!value) return "";
    std::string quoted;
    for (const char c : *value) {
        if (c == '\\' || c == '"') quoted += '\\';
        quoted += c;
    }
    return fmt::format("{}=\"{}\"\n", key, quoted);
}

// An option file that no disk and no process list ever holds. The clients leave out one that others could write.
UniqueFd option_file(const SlurmConf& dbd) {
    const auto text = "[client]\n" + option("host", dbd.get("StorageHost")) + option("port", dbd.get("StoragePort")) +
                      option("user", dbd.get("StorageUser")) + option("password", dbd.get("StoragePass"));
    UniqueFd fd(::memfd_create("slurm-factory", 0));  // inherited by the one child that names it
    if (!fd || ::fchmod(fd.get(), 0600) != 0 ||
        ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw Error(ErrorKind::host, "cannot hold the database's password in memory");
    return fd;
}

fs::path dump_program() {
    for (const auto* name : {"mariadb-dump", "mysqldump"})
        if (const auto found = find_program(name)) return *found;
    throw Error(ErrorKind::host, "slurmdbd.conf is here, and no program to save its database",
                "install mariadb-client or mysql-client; or save it yourself and say --no-backup");
}

void dump_database(const SlurmConf& dbd, const fs::path& file, Process& process) {
    const auto options = option_file(dbd);
    Command command;
    command.keep_fds = {options.get()};
    command.argv = {dump_program().string(),
                    fmt::format("--defaults-file=/dev/fd/{}", options.get()),
                    "--single-transaction",
                    "--quick",
                    "--routines",
                    "--databases",
                    database_of(dbd),
                    "--result-file=" + file.string()};
    const auto created = write_new_file(file, "", 0600);
    const auto finished = process.run(command);
    throw_if_interrupted();
    if (!finished.ok())
        throw Error(
            ErrorKind::host,
            fmt::format("the accounting database cannot be saved: {}", join(last_lines(finished.err, 3), "; ")),
            "see whether the database runs and slurmdbd.conf is right; or save it yourself and say --no-backup");
    if (::fsync(created.get()) != 0) throw os_error(errno, "sync", file);
}

}  // namespace

void archive_state(const fs::path& tree, const fs::path& archive) {
    StateArchive writer(archive);
    const auto top = tree.filename().string();
    writer.add(tree, top);
    walk_sorted(tree, [&](const fs::directory_entry& entry, const std::string& relative) {
        throw_if_interrupted();
        writer.add(entry.path(), top + "/" + relative);
    });
    writer.finish();
}

std::optional<fs::path> back_up(const BackupRequest& request, const SlurmHost& host, Process& process) {
    if (host.state.empty() && !host.dbd) return std::nullopt;
    make_dirs(request.folder);
    TempDir folder(request.folder, kNewBackup);  // 0700, as it stays
    if (!host.state.empty()) archive_state(host.state, folder.path() / "state.tar.zst");
    if (host.dbd) dump_database(*host.dbd, folder.path() / (database_of(*host.dbd) + ".sql"), process);
    const auto name =
        fmt::format("{}-{}-{}", utc_stamp(request.now), request.from.empty() ? "none" : request.from, request.to);
    rename_durable(folder.path(), request.folder / name);
    folder.release();
    return request.folder / name;
}

}  // namespace sf
