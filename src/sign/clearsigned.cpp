#include "sign/clearsigned.h"

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::string_view kBeginMessage = "-----BEGIN PGP SIGNED MESSAGE-----\n";
constexpr std::string_view kBeginSignature = "\n-----BEGIN PGP SIGNATURE-----\n";
constexpr std::string_view kEnd = "\n-----END PGP SIGNATURE-----";

std::size_t count(std::string_view text, std::string_view needle) {
    std::size_t found = 0;
    for (auto at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) ++found;
    return found;
}

}  // namespace

void check_clearsigned_form(std::string_view text, const std::string& origin) {
    const auto refuse = [&](const std::string& why) {
        throw Error(ErrorKind::source, origin + " is not one clear-signed text: " + why);
    };
    if (!text.starts_with(kBeginMessage)) refuse("it does not begin with " + std::string(kBeginMessage.substr(0, 34)));
    if (count(text, kBeginMessage) != 1 || count(text, kBeginSignature) != 1 || count(text, kEnd) != 1)
        refuse("it has more or fewer parts than a text and a signature");
    if (!trim(text).ends_with(kEnd.substr(1))) refuse("something follows the signature");
    const auto headers_end = text.find("\n\n");
    const auto headers = text.substr(kBeginMessage.size(), headers_end + 1 - kBeginMessage.size());
    if (headers_end == std::string_view::npos || !headers.starts_with("Hash: ") || count(headers, "\n") != 1)
        refuse("it has not exactly one header, Hash");
}

std::string clearsigned_body(std::string_view text) {
    constexpr std::string_view kEndOfHeaders = "\n\n";
    const auto begin = text.find(kEndOfHeaders);
    if (begin == std::string_view::npos) return {};
    const auto body = text.substr(begin + kEndOfHeaders.size());
    return std::string(body.substr(0, body.find(kBeginSignature) + 1));
}

}  // namespace sf
