#include "base/base64.h"

#include <cstdint>

namespace sf {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr int kBitsOfDigit = 6;
constexpr std::size_t kGroup = 4;  // digits, with the '=' that fill the last group

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;  // of bits that wait for their byte
    std::size_t digits = 0, padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const auto value = kDigits.find(c);
        if (value == std::string_view::npos || padding > 0) return std::nullopt;
        ++digits;
        bits = (bits << kBitsOfDigit) | static_cast<std::uint32_t>(value);
        count += kBitsOfDigit;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 0xFF);
        bits &= (1U << count) - 1;
    }
    const bool whole = (digits + padding) % kGroup == 0 && padding < 3 && bits == 0;
    return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace sf
