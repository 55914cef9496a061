#include "mirror/url_path.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

#include "base/error.h"

namespace sf {
namespace {

std::string encoded_but(std::string_view text, std::string_view as_it_is) {
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 128 && std::isalnum(byte)) || as_it_is.find(c) != std::string_view::npos)
            encoded += c;
        else
            encoded += fmt::format("%{:02X}", byte);
    }
    return encoded;
}

}  // namespace

std::string percent_encoded(std::string_view path) {
    return encoded_but(path, "-._~/");
}

std::string query_encoded(std::string_view value) {
    return encoded_but(value, "-._~");
}

std::string percent_decoded(std::string_view path) {
    std::string decoded;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            decoded += path[i];
            continue;
        }
        unsigned char byte = 0;
        const auto digits = path.substr(i + 1, 2);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || failure != std::errc() || end != digits.data() + digits.size())
            throw Error(ErrorKind::usage, fmt::format("'{}' has a % that encodes nothing", path));
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

}  // namespace sf
