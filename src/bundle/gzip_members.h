// Reads gzip member by member (RFC 1952, section 2.2), the way compression.h writes it: what each holds is decompressed
// at once, which is two to three times zlib's speed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct libdeflate_decompressor;

namespace sf {

class GzipMembers {
  public:
    // `bytes`, the whole file, must outlive it; `origin` names it in errors; more than `max_output` bytes are refused.
    GzipMembers(std::string_view bytes, std::string origin, std::uint64_t max_output);

    // The content of the next member, valid until the next call; nothing after the last. Throws Error(source) for
    // damage (each member has a checksum) and for too much output. Memory: the largest member.
    std::optional<std::string_view> next();
    // How many bytes of the input have been read.
    std::size_t position() const { return position_; }

  private:
    struct Free {
        void operator()(libdeflate_decompressor* decompressor) const;
    };

    std::string_view bytes_;
    std::string origin_;
    std::uint64_t left_;
    std::size_t position_ = 0;
    std::string output_;
    std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
};

}  // namespace sf
