#include "buildcache/content_pool.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "base/files.h"
#include "base/hash.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

// Of what two flavours of Slurm can share, six sevenths are in the files from here on, which are a fourth of all.
constexpr std::size_t kSmallest = 16 << 10;

std::optional<struct stat> regular_file(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return status;
}

// Of the beginning alone: to hash all of every file would cost a tenth of an install, and what has the same name is
// compared anyway.
std::string entry_name(const fs::path& file, const struct stat& status) {
    const MappedFile content(file);
    return fmt::format("{}-{}-{:04o}", sha256_hex(content.bytes().substr(0, kSmallest)), content.bytes().size(),
                       status.st_mode & 07777u);
}

bool is_twin(const fs::path& twin, const fs::path& file, const struct stat& own) {
    const auto other = regular_file(twin);
    return other && other->st_uid == own.st_uid && other->st_mode == own.st_mode && other->st_size == own.st_size &&
           same_content(twin, file);
}

}  // namespace

void ContentPool::prepare() const {
    make_dirs(folder_);
    for (const auto& entry : fs::directory_iterator(folder_)) {
        const auto status = regular_file(entry.path());
        if (status && status->st_nlink == 1) ::unlink(entry.path().c_str());
    }
}

std::uint64_t ContentPool::share(const fs::path& file) const {
    const auto own = regular_file(file);
    if (!own || static_cast<std::size_t>(own->st_size) < kSmallest || own->st_nlink > 1) return 0;
    const fs::path entry = folder_ / entry_name(file, *own);
    if (::link(file.c_str(), entry.c_str()) == 0 || errno != EEXIST) return 0;
    // Linked first and compared then, so that nobody puts another file in the place of the one that was compared.
    const fs::path twin = file.string() + ".twin";
    if (::link(entry.c_str(), twin.c_str()) != 0) return 0;
    if (is_twin(twin, file, *own) && ::rename(twin.c_str(), file.c_str()) == 0)
        return static_cast<std::uint64_t>(own->st_size);
    ::unlink(twin.c_str());
    return 0;
}

}  // namespace sf
