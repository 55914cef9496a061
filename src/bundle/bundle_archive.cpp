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
#include "source/archive.h"

namespace sf {
namespace {

constexpr std::size_t kReadAtOnce = 256 * 1024;
// The default flavour has 1500 entries, a manifest of 400 kB, and unpacks to four times its size.
constexpr std::size_t kMostEntries = 200'000, kMostDocuments = 64;
constexpr std::uint64_t kLargestDocument = 32u << 20, kMostUnpacked = 256, kAlwaysAllowed = 64u << 20;
constexpr std::string_view kManifest = "manifest/", kJson = ".json";

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
        : origin_(tarball.string()), reader_(reader), left_(kAlwaysAllowed + kMostUnpacked * fs::file_size(tarball)) {}

    BundleArchive scan() {
        while (archive_entry* entry = next_entry(reader_, origin_)) {
            throw_if_interrupted();
            add(entry);
        }
        return std::move(result_);
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const { refuse_archive(origin_, why); }

    void add(archive_entry* entry) {
        const auto path = checked_entry_name(archive_entry_pathname(entry), "an entry", origin_).string();
        const auto type = archive_entry_filetype(entry);
        if (++entries_ > kMostEntries) refuse("it has more entries than any bundle");
        if (type == AE_IFDIR) return;
        const bool link = type == AE_IFLNK;
        if (archive_entry_hardlink(entry) != nullptr || (type != AE_IFREG && !link))
            refuse(path + " is neither file, folder nor symbolic link");
        if (link) check_link_target(path, archive_entry_symlink(entry), origin_);
        const auto size = link ? 0 : static_cast<std::uint64_t>(archive_entry_size(entry));
        if (size > left_) refuse("it unpacks to more than any bundle of its size");
        left_ -= size;
        if (path.starts_with(kManifest))
            add_document(path, link, size);
        else if (!result_.files.emplace(path, ArchivedFile{link, size}).second)
            refuse(path + " is in it twice");
    }

    void add_document(const std::string& path, bool link, std::uint64_t size) {
        const auto name = path.substr(kManifest.size());
        if (link || name.find('/') != std::string::npos || !name.ends_with(kJson))
            refuse(path + " is no document of a manifest");
        if (size > kLargestDocument || result_.documents.size() == kMostDocuments)
            refuse("its manifest is larger than any bundle's");
        std::string text(size, '\0');
        if (archive_read_data(reader_, text.data(), text.size()) != static_cast<la_ssize_t>(text.size()))
            refuse(path + " is cut short");
        auto json = parse_json(text, fmt::format("{}: {}", origin_, path));
        if (!result_.documents.emplace(name.substr(0, name.size() - kJson.size()), std::move(json)).second)
            refuse(path + " is in it twice");
    }

    std::string origin_;
    archive* reader_;
    std::uint64_t left_;
    std::size_t entries_ = 0;
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
