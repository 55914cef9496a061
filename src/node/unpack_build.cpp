#include "node/unpack_build.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"
#include "base/process.h"
#include "buildcache/tar_stream.h"
#include "bundle/bundle_entries.h"
#include "bundle/compressed_file.h"
#include "bundle/file_list.h"
#include "node/file_writers.h"

namespace sf {
namespace {

constexpr std::uint64_t kQueuedBytes = 64u << 20;
constexpr std::string_view kGzip = "\x1f\x8b";

void write_file_of(const fs::path& path, std::string_view content, mode_t mode, std::time_t time) {
    const auto fd = write_new_file(path, content, mode);
    const timespec times[2] = {{time, 0}, {time, 0}};
    if (::futimens(fd.get(), times) != 0) throw os_error(errno, "set the time of", path);
}

// gzip member by member, which is two to three times as quick as libarchive; zstd by libarchive.
class BundleReader {
  public:
    BundleReader(std::string_view tarball, const std::string& origin) : origin_(origin) {
        if (tarball.starts_with(kGzip)) {
            stream_.emplace(tarball, origin, BundleEntries::most_unpacked(tarball.size()));
            reader_ = stream_->open();
            return;
        }
        reader_.reset(archive_read_new());
        archive_read_support_format_tar(reader_.get());
        archive_read_support_filter_zstd(reader_.get());
        if (archive_read_open_memory(reader_.get(), tarball.data(), tarball.size()) != ARCHIVE_OK)
            refuse_archive(origin_, archive_fault(reader_.get()));
    }

    archive_entry* next() {
        try {
            return next_entry(reader_.get(), origin_);
        } catch (const Error&) {
            if (stream_) stream_->rethrow();
            throw;
        }
    }

    std::string content(std::uint64_t size, const std::string& path) {
        std::string content(size, '\0');
        const auto got = archive_read_data(reader_.get(), content.data(), content.size());
        if (stream_) stream_->rethrow();
        if (got < 0 || static_cast<std::uint64_t>(got) != size) refuse_archive(origin_, path + " is cut short");
        return content;
    }

  private:
    std::string origin_;
    std::optional<TarStream> stream_;
    ArchiveReader reader_;
};

class Unpacker {
  public:
    Unpacker(std::string_view tarball, const std::string& origin, const fs::path& into, const ChoosePlace& choose)
        : origin_(origin),
          into_(into),
          choose_(choose),
          entries_(origin, tarball.size()),
          reader_(tarball, origin),
          writers_(usable_processors(), kQueuedBytes) {}

    bool run() {
        while (archive_entry* entry = reader_.next()) {
            throw_if_interrupted();
            add(entry);
            if (is_there_) return false;
        }
        if (!place_) refuse("its manifest is not complete");
        writers_.finish();
        check_early_files();
        require_all_listed();
        make_links();
        return true;
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const { refuse_archive(origin_, why); }

    void add(archive_entry* raw) {
        const auto entry = entries_.check(raw);
        if (entry.kind == BundleEntry::Kind::folder) return make_folder(entry.path);
        make_folder(fs::path(entry.path).parent_path().string());
        if (entry.kind == BundleEntry::Kind::link)
            links_.emplace(entry.path, archive_entry_symlink(raw));
        else if (entry.document.empty())
            add_file(entry.path, entry.bytes, archive_entry_mtime(raw));
        else
            add_document(entry, archive_entry_mtime(raw));
    }

    void make_folder(const std::string& path) {
        if (!path.empty() && folders_.insert(path).second) make_dirs(into_ / path);
    }

    void add_document(const BundleEntry& entry, std::time_t time) {
        const auto text = reader_.content(entry.bytes, entry.path);
        write_file_of(into_ / entry.path, text, 0644, time);
        try {
            manifest_.add(entry.document, text);
        } catch (const Error& error) {
            refuse(error.message());
        }
        if (place_ || !manifest_.complete()) return;
        place_ = choose_(manifest_);
        is_there_ = !place_;
        if (place_) manifest_.relocation().require_room(*place_);
    }

    // Hashing, relocating and writing is left to other threads. What comes before the manifest is written as it is.
    void add_file(const std::string& path, std::uint64_t size, std::time_t time) {
        auto content = std::make_shared<std::string>(reader_.content(size, path));
        if (!place_) {
            early_.insert(path);
            return writers_.add(size,
                                [this, path, content, time] { write_file_of(into_ / path, *content, 0644, time); });
        }
        writers_.add(size, [this, path, content, time] {
            const auto& listed = check(path, *content);
            manifest_.relocation().apply(*content, path, *place_);
            write_file_of(into_ / path, *content, listed.executable ? 0755 : 0644, time);
        });
    }

    const ListedEntry& check(const std::string& path, std::string_view content) const {
        const auto listed = manifest_.files().find(path);
        if (listed == manifest_.files().end() || listed->second.link || listed->second.size != content.size() ||
            listed->second.sha256 != normalised_sha256(content, manifest_.relocation().ranges(path)))
            refuse(path + " is not what manifest/files.json says");
        return listed->second;
    }

    void check_early_files() {
        for (const auto& path : early_) {
            const auto file = into_ / path;
            auto content = read_file(file);
            if (check(path, content).executable && ::chmod(file.c_str(), 0755) != 0)
                throw os_error(errno, "set the mode of", file);
            if (manifest_.relocation().ranges(path).empty()) continue;
            struct stat status {};
            if (::stat(file.c_str(), &status) != 0) throw os_error(errno, "stat", file);
            manifest_.relocation().apply(content, path, *place_);
            fs::remove(file);
            write_file_of(file, content, status.st_mode & 0777, status.st_mtime);
        }
    }

    // Every file was found in the list when it came; the other way round, and for links, it is asked here.
    void require_all_listed() const {
        for (const auto& [path, listed] : manifest_.files()) {
            if (!entries_.has(path)) refuse(path + " is missing");
            const auto link = links_.find(path);
            if (listed.link && (link == links_.end() || link->second != listed.target))
                refuse(path + " is not what manifest/files.json says");
        }
        for (const auto& [path, target] : links_)
            if (!manifest_.files().contains(path)) refuse(path + " is not what manifest/files.json says");
    }

    // Last, so that nothing is written through one.
    void make_links() const {
        for (const auto& [path, target] : links_) {
            std::error_code failure;
            fs::create_symlink(target, into_ / path, failure);
            if (failure) refuse("a link in the place of something else: " + path);
        }
        check_links_stay_inside(into_, {}, origin_);
    }

    const std::string& origin_;
    const fs::path& into_;
    const ChoosePlace& choose_;
    BundleEntries entries_;
    BundleReader reader_;
    BundleManifest manifest_;
    std::optional<fs::path> place_;
    bool is_there_ = false;
    std::set<std::string> folders_, early_;
    std::map<std::string, std::string> links_;
    FileWriters writers_;  // the last: its threads use all of the above
};

}  // namespace

bool unpack_build(std::string_view tarball, const std::string& origin, const fs::path& into,
                  const ChoosePlace& choose) {
    return Unpacker(tarball, origin, into, choose).run();
}

}  // namespace sf
