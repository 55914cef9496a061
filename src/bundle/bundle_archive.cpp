#include "bundle/bundle_archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/os_error.h"
#include "base/process.h"
#include "bundle/bundle_entries.h"

namespace sf {
namespace {

constexpr std::size_t kReadAtOnce = 256 * 1024;

// The tarball's bytes as libarchive asks for them; hashed on the way.
class HashedFile {
  public:
    explicit HashedFile(const fs::path& path)
        : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), buffer_(kReadAtOnce) {
        if (!fd_) throw os_error(errno, "open", path);
    }

    // Call once; this must outlive what it returns.
    ArchiveReader open_archive() {
        ArchiveReader reader(archive_read_new());
        archive_read_support_format_tar(reader.get());
        archive_read_support_filter_gzip(reader.get());
        archive_read_support_filter_zstd(reader.get());
        if (archive_read_open(reader.get(), this, nullptr, &HashedFile::on_read, nullptr) != ARCHIVE_OK) {
            rethrow();
            refuse_archive(path_, archive_fault(reader.get()));
        }
        return reader;
    }

    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

    // What follows the archive's end belongs to the file too.
    void read_rest() {
        while (!next().empty()) continue;
    }

    std::uint64_t bytes() const { return bytes_; }
    std::string sha256() { return hex(hasher_.digest()); }

  private:
    std::string_view next() {
        ssize_t got = 0;
        do {
            got = ::read(fd_.get(), buffer_.data(), buffer_.size());
        } while (got < 0 && errno == EINTR);
        if (got < 0) throw os_error(errno, "read", path_);
        const std::string_view block(buffer_.data(), static_cast<std::size_t>(got));
        hasher_.update(block);
        bytes_ += block.size();
        return block;
    }

    static la_ssize_t on_read(archive*, void* self, const void** buffer) {
        auto* file = static_cast<HashedFile*>(self);
        try {  // no exception may cross libarchive
            const auto block = file->next();
            *buffer = block.data();
            return static_cast<la_ssize_t>(block.size());
        } catch (...) {
            file->failure_ = std::current_exception();
            return ARCHIVE_FATAL;
        }
    }

    fs::path path_;
    UniqueFd fd_;
    std::vector<char> buffer_;
    Hasher hasher_{Hasher::Algorithm::sha256};
    std::uint64_t bytes_ = 0;
    std::exception_ptr failure_;
};

class Scanner {
  public:
    Scanner(const fs::path& tarball, archive* reader)
        : origin_(tarball.string()), reader_(reader), entries_(origin_, fs::file_size(tarball)) {}

    BundleArchive scan() {
        while (archive_entry* entry = next_entry(reader_, origin_)) {
            throw_if_interrupted();
            add(entries_.check(entry));
        }
        return std::move(result_);
    }

  private:
    void add(const BundleEntry& entry) {
        if (!entry.document.empty())
            result_.documents.emplace(entry.document, document(entry));
        else if (entry.kind != BundleEntry::Kind::folder)
            result_.files.emplace(entry.path, ArchivedFile{entry.kind == BundleEntry::Kind::link, entry.bytes});
    }

    Json document(const BundleEntry& entry) {
        std::string text(entry.bytes, '\0');
        if (archive_read_data(reader_, text.data(), text.size()) != static_cast<la_ssize_t>(text.size()))
            refuse_archive(origin_, entry.path + " is cut short");
        return parse_json(text, fmt::format("{}: {}", origin_, entry.path));
    }

    std::string origin_;
    archive* reader_;
    BundleEntries entries_;
    BundleArchive result_;
};

}  // namespace

BundleArchive read_bundle_archive(const fs::path& tarball) {
    if (!fs::is_regular_file(tarball))
        throw Error(ErrorKind::source, fmt::format("there is no file {}", tarball.string()));
    HashedFile file(tarball);
    const auto reader = file.open_archive();
    BundleArchive archive;
    try {
        archive = Scanner(tarball, reader.get()).scan();
    } catch (const Error&) {
        file.rethrow();
        throw;
    }
    file.read_rest();
    archive.sha256 = file.sha256();
    archive.bytes = file.bytes();
    return archive;
}

}  // namespace sf
