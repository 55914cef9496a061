#include "sign/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"

namespace sf {

std::string parse_fingerprint(const std::string& typed) {
    constexpr std::size_t kDigits = 40;
    std::string digits;
    for (const unsigned char c : typed)
        if (c != ' ') digits += static_cast<char>(std::toupper(c));
    const bool hexadecimal =
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isxdigit(c); });
    if (digits.size() != kDigits || !hexadecimal)
        throw Error(
            ErrorKind::usage,
            fmt::format("'{}' is not the full fingerprint of a key: that has {} hexadecimal digits", typed, kDigits),
            "gpg --fingerprint NAME shows it; a shorter id does not tell two keys apart");
    return digits;
}

}  // namespace sf
