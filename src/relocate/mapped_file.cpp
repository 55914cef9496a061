#include "relocate/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/files.h"

namespace sf {

MappedFile::MappedFile(const std::filesystem::path& path) {
    const auto fail = [&](const char* what) {
        throw Error(ErrorKind::host, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
    };
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) fail("open");
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) fail("stat");
    if (status.st_size == 0) return;
    size_ = static_cast<std::size_t>(status.st_size);
    void* data = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (data == MAP_FAILED) fail("map");
    data_ = data;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(data_, size_);
}

bool same_content(const std::filesystem::path& a, const std::filesystem::path& b) {
    const MappedFile left(a), right(b);
    return left.bytes() == right.bytes();
}

}  // namespace sf
