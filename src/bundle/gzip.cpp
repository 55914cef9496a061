#include "bundle/gzip.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/error.h"
#include "base/os_error.h"

namespace sf {
namespace {

constexpr std::size_t kMember = 1 << 20;  // larger ones gain less than 0.2 % and keep fewer processors busy

std::string compress(const std::string& input, int level) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
    if (!compressor) throw Error(ErrorKind::host, "not enough memory to compress");
    std::string output(libdeflate_gzip_compress_bound(compressor.get(), input.size()), '\0');
    const auto size =
        libdeflate_gzip_compress(compressor.get(), input.data(), input.size(), output.data(), output.size());
    if (size == 0) throw Error(ErrorKind::failure, "libdeflate could not compress a block within its own bound");
    output.resize(size);
    return output;
}

}  // namespace

unsigned usable_processors() {
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return static_cast<unsigned>(std::max(CPU_COUNT(&set), 1));
}

GzipFile::GzipFile(const std::filesystem::path& path, unsigned threads, int level)
    : path_(path),
      fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)),
      threads_(std::max(threads, 1U)),
      level_(level) {
    if (!fd_) throw os_error(errno, "create", path);
    block_.reserve(kMember);
}

void GzipFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, kMember - block_.size());
        block_.append(part);
        bytes.remove_prefix(part.size());
        if (block_.size() == kMember) submit();
    }
}

void GzipFile::submit() {
    if (members_.size() >= threads_) drain_one();
    members_.push_back(
        std::async(std::launch::async, [input = std::move(block_), level = level_] { return compress(input, level); }));
    block_ = {};
    block_.reserve(kMember);
}

void GzipFile::drain_one() {
    const auto member = members_.front().get();
    members_.pop_front();
    hasher_.update(member);
    bytes_ += member.size();
    for (std::size_t done = 0; done < member.size();) {
        const auto count = ::write(fd_.get(), member.data() + done, member.size() - done);
        if (count < 0 && errno != EINTR) throw os_error(errno, "write", path_);
        if (count > 0) done += static_cast<std::size_t>(count);
    }
}

GzipFile::Result GzipFile::finish() {
    if (!block_.empty() || bytes_ + members_.size() == 0) submit();  // an empty stream is one empty member
    while (!members_.empty()) drain_one();
    if (::fsync(fd_.get()) != 0) throw os_error(errno, "sync", path_);
    return {hex(hasher_.digest()), bytes_};
}

}  // namespace sf
