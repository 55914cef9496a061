#include "source/unpack.h"

#include <fmt/format.h>
#include <sched.h>

#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "source/archive.h"

namespace sf {

namespace {

constexpr std::size_t kBlock = 256 * 1024;

struct WriteDeleter {
    void operator()(archive* a) const { archive_write_free(a); }
};
using Writer = std::unique_ptr<archive, WriteDeleter>;

ArchiveReader open_archive(const fs::path& path) {
    ArchiveReader reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_gnutar(reader.get());
    archive_read_support_format_ar(reader.get());  // a .deb, whose data.tar.xz the package unpacks
    for (auto support : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
                         archive_read_support_filter_xz, archive_read_support_filter_zstd}) {
        support(reader.get());
    }
    if (archive_read_open_filename(reader.get(), path.c_str(), kBlock) != ARCHIVE_OK)
        refuse_archive(path, archive_fault(reader.get()));
    return reader;
}

class Unpacker {
  public:
    Unpacker(fs::path archive_path, fs::path top, const UnpackOptions& options)
        : archive_path_(std::move(archive_path)),
          top_(std::move(top)),
          only_(options.only),
          left_(options.max_bytes),
          reader_(open_archive(archive_path_)),
          writer_(archive_write_disk_new()) {
        archive_write_disk_set_options(writer_.get(), ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM |
                                                          ARCHIVE_EXTRACT_SECURE_SYMLINKS |
                                                          ARCHIVE_EXTRACT_SECURE_NODOTDOT);
    }

    void run() {
        while (archive_entry* entry = next_entry(reader_.get(), archive_path_)) {
            throw_if_interrupted();
            write(entry);
        }
        if (archive_write_close(writer_.get()) < ARCHIVE_WARN) fail_to_write();
        check_links_stay_inside(top_, {}, archive_path_);
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const { refuse_archive(archive_path_, why); }

    [[noreturn]] void fail_to_write() const {
        throw Error(ErrorKind::host,
                    fmt::format("unpacking {} to {}: {}", archive_path_.filename().string(), top_.string(),
                                archive_fault(writer_.get())),
                    fmt::format("{} are free there.", format_bytes(disk_free(top_))));
    }

    // Below only_, which lies in the top folder that will be stripped.
    bool is_wanted(const fs::path& name) const {
        if (only_.empty()) return true;
        auto part = std::next(name.begin());
        for (const auto& wanted : only_) {
            if (part == name.end() || *part != wanted) return false;
            ++part;
        }
        return true;
    }

    void write(archive_entry* entry) {
        const fs::path name = checked_entry_name(archive_entry_pathname(entry), "an entry", archive_path_);
        if (name.empty() || !is_wanted(name)) return;
        const auto type = archive_entry_filetype(entry);
        if (const char* link = archive_entry_hardlink(entry)) {
            const fs::path target = checked_entry_name(link, "a hard link", archive_path_);
            archive_entry_set_hardlink(entry, (top_ / target).c_str());
        } else if (type == AE_IFLNK) {
            check_link_target(name, archive_entry_symlink(entry), archive_path_);
        } else if (type != AE_IFREG && type != AE_IFDIR) {
            refuse("a device, pipe or socket: " + name.string());
        }
        archive_entry_set_pathname(entry, (top_ / name).c_str());
        const auto mode = archive_entry_perm(entry) & 0777u;
        archive_entry_set_perm(entry, type == AE_IFDIR ? mode | 0700u : mode | 0600u);
        if (archive_write_header(writer_.get(), entry) < ARCHIVE_WARN) refuse(archive_fault(writer_.get()));
        if (type == AE_IFREG) copy_data();
        if (archive_write_finish_entry(writer_.get()) < ARCHIVE_WARN) fail_to_write();
    }

    void copy_data() {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        for (;;) {
            const int status = archive_read_data_block(reader_.get(), &block, &size, &offset);
            if (status == ARCHIVE_EOF) return;
            if (status < ARCHIVE_WARN) refuse(archive_fault(reader_.get()));
            if (size > left_) refuse("it unpacks to more than the limit");
            left_ -= size;
            if (archive_write_data_block(writer_.get(), block, size, offset) < ARCHIVE_WARN) fail_to_write();
        }
    }

    fs::path archive_path_, top_, only_;
    std::uint64_t left_;
    ArchiveReader reader_;
    Writer writer_;
};

// The only entry of a folder if it is itself a folder.
std::optional<fs::path> single_folder(const fs::path& top) {
    std::vector<fs::directory_entry> entries(fs::directory_iterator(top), fs::directory_iterator{});
    if (entries.size() != 1 || entries[0].is_symlink() || !entries[0].is_directory()) return std::nullopt;
    return entries[0].path();
}

// libarchive asks for the umask by setting it to 0 for a moment, at every entry (archive_write_disk_posix.c). Two
// threads that do so at once can leave 0 behind, and then all that the program creates is open to everybody. So it is
// done in a thread that shares no umask with the others.
void with_own_umask(const std::function<void()>& work) {
    std::async(std::launch::async, [&] {
        if (::unshare(CLONE_FS) != 0) throw Error(ErrorKind::host, "a thread cannot have a umask of its own (unshare)");
        work();
    }).get();
}

}  // namespace

void unpack_archive(const fs::path& archive, const fs::path& into, const UnpackOptions& options) {
    make_dirs(into.parent_path());
    const TempDir staging(into.parent_path(), ".unpack-");
    const fs::path top = staging.path() / "top";
    make_dirs(top);
    with_own_umask([&] { Unpacker(archive, top, options).run(); });
    const fs::path source = single_folder(top).value_or(top);
    if (!fs::is_directory(source / options.only)) {
        throw Error(ErrorKind::source, archive.string() + " has no folder " + options.only);
    }
    fs::rename(source, into);
}

std::optional<std::string> file_in_archive(const fs::path& archive, const std::string& name, std::uint64_t max_bytes) {
    const ArchiveReader reader = open_archive(archive);
    while (archive_entry* entry = next_entry(reader.get(), archive)) {
        const char* path = archive_entry_pathname(entry);
        if (path == nullptr || fs::path(path).lexically_normal() != name) continue;
        if (archive_entry_filetype(entry) != AE_IFREG) return std::nullopt;
        const auto size = archive_entry_size(entry);
        if (size < 0 || static_cast<std::uint64_t>(size) > max_bytes) refuse_archive(archive, name + " is too large");
        std::string content(static_cast<std::size_t>(size), '\0');
        if (archive_read_data(reader.get(), content.data(), content.size()) != size)
            refuse_archive(archive, archive_fault(reader.get()));
        return content;
    }
    return std::nullopt;
}

}  // namespace sf
