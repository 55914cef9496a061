#include "bundle/gzip_members.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>

#include "base/error.h"
#include "bundle/compression.h"

namespace sf {

void GzipMembers::Free::operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
}

GzipMembers::GzipMembers(std::string_view bytes, std::string origin, std::uint64_t max_output)
    : bytes_(bytes), origin_(std::move(origin)), left_(max_output), decompressor_(libdeflate_alloc_decompressor()) {
    if (!decompressor_) throw Error(ErrorKind::host, "not enough memory to decompress");
    output_.resize(std::min<std::uint64_t>(left_, compressor_of(Compression::gzip).block));
}

std::optional<std::string_view> GzipMembers::next() {
    const auto rest = bytes_.substr(position_);
    if (rest.empty()) return std::nullopt;
    std::size_t taken = 0, given = 0;
    while (true) {
        const auto room = std::min<std::uint64_t>(output_.size(), left_);
        const auto result = libdeflate_gzip_decompress_ex(decompressor_.get(), rest.data(), rest.size(), output_.data(),
                                                          room, &taken, &given);
        if (result == LIBDEFLATE_SUCCESS) break;
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            throw Error(ErrorKind::source, origin_ + " is damaged: it cannot be decompressed");
        if (room == left_)
            throw Error(ErrorKind::source, fmt::format("{} decompresses to more than it should", origin_));
        output_.resize(std::min<std::uint64_t>(left_, 4 * room));  // of another writer, with larger members
    }
    position_ += taken;
    left_ -= given;
    return std::string_view(output_).substr(0, given);
}

}  // namespace sf
