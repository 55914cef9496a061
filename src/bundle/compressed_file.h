// Compresses a stream into a file, several blocks at once. Blocks have a fixed size of input (compression.h), so
// neither the number of threads nor their pace changes a byte.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <future>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/hash.h"
#include "bundle/compression.h"

namespace sf {

class CompressedFile {
  public:
    // Creates `path`, which must not exist. Memory is bounded: about `threads` blocks and what they compress to.
    CompressedFile(const std::filesystem::path& path, const Compressor& compressor, unsigned threads);
    void write(std::string_view bytes);

    struct Result {
        std::string sha256;
        std::uint64_t bytes = 0;
    };
    // The rest, and fsync. Throws Error(host) for a full disk, as write() does.
    Result finish();

  private:
    void submit();
    void drain_one();

    std::filesystem::path path_;
    UniqueFd fd_;
    const Compressor& compressor_;
    unsigned threads_;
    std::string block_;
    std::deque<std::future<std::string>> compressed_;  // in the order of the stream
    Hasher hasher_{Hasher::Algorithm::sha256};
    std::uint64_t bytes_ = 0;
};

// The processors that this process may use.
unsigned usable_processors();

}  // namespace sf
