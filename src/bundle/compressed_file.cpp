#include "bundle/compressed_file.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/os_error.h"

namespace sf {

unsigned usable_processors() {
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return static_cast<unsigned>(std::max(CPU_COUNT(&set), 1));
}

CompressedFile::CompressedFile(const std::filesystem::path& path, const Compressor& compressor, unsigned threads)
    : path_(path),
      fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)),
      compressor_(compressor),
      threads_(std::max(threads, 1U)) {
    if (!fd_) throw os_error(errno, "create", path);
    block_.reserve(compressor_.block);
}

void CompressedFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, compressor_.block - block_.size());
        block_.append(part);
        bytes.remove_prefix(part.size());
        if (block_.size() == compressor_.block) submit();
    }
}

void CompressedFile::submit() {
    if (compressed_.size() >= threads_) drain_one();
    compressed_.push_back(std::async(std::launch::async, [input = std::move(block_), this] {
        return compressor_.compress(input, compressor_.level);
    }));
    block_ = {};
    block_.reserve(compressor_.block);
}

void CompressedFile::drain_one() {
    const auto block = compressed_.front().get();
    compressed_.pop_front();
    hasher_.update(block);
    bytes_ += block.size();
    for (std::size_t done = 0; done < block.size();) {
        const auto count = ::write(fd_.get(), block.data() + done, block.size() - done);
        if (count < 0 && errno != EINTR) throw os_error(errno, "write", path_);
        if (count > 0) done += static_cast<std::size_t>(count);
    }
}

CompressedFile::Result CompressedFile::finish() {
    if (!block_.empty() || bytes_ + compressed_.size() == 0) submit();  // an empty stream is one empty block
    while (!compressed_.empty()) drain_one();
    if (::fsync(fd_.get()) != 0) throw os_error(errno, "sync", path_);
    return {hex(hasher_.digest()), bytes_};
}

}  // namespace sf
