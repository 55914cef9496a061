#include "sign/detached.h"

#include "base/base64.h"
#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::string_view kArmourBegin = "-----BEGIN PGP SIGNATURE-----\n";
constexpr std::string_view kArmourEnd = "\n-----END PGP SIGNATURE-----";
constexpr std::size_t kLongest = 16384;  // of an RSA key of 4096 bits it has a thousand bytes

// The packets within the armour; empty if it is none. The checksum behind '=' is left to GnuPG.
std::string packets(std::string_view text) {
    text = trim(text);
    if (text.size() > kLongest || !text.starts_with(kArmourBegin) || !text.ends_with(kArmourEnd)) return {};
    text = text.substr(kArmourBegin.size() - 1, text.size() - kArmourBegin.size() + 1 - kArmourEnd.size());
    const auto headers_end = text.find("\n\n");
    if (headers_end == std::string_view::npos) return {};
    auto encoded = text.substr(headers_end + 2);
    const auto last_line = encoded.rfind('\n');
    if (last_line != std::string_view::npos && encoded.substr(last_line + 1).starts_with('='))
        encoded = encoded.substr(0, last_line);
    return base64_decoded(encoded).value_or("");
}

// The body of the one packet that fills `bytes`, a signature; else empty.
std::string_view signature_packet(std::string_view bytes) {
    const auto byte = [&](std::size_t at) -> std::size_t {
        return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
    };
    constexpr std::size_t kOldForm = 0x88, kOldFormLong = 0x89;  // tag 2 with a length of one or two bytes
    constexpr std::size_t kNewForm = 0xC2, kLongFrom = 192;
    std::size_t header = 0, length = 0;
    if (byte(0) == kOldForm || (byte(0) == kNewForm && byte(1) < kLongFrom)) {
        header = 2, length = byte(1);
    } else if (byte(0) == kOldFormLong) {
        header = 3, length = byte(1) << 8 | byte(2);
    } else if (byte(0) == kNewForm && byte(1) < 224) {
        header = 3, length = ((byte(1) - kLongFrom) << 8) + byte(2) + kLongFrom;
    }
    return header != 0 && bytes.size() == header + length ? bytes.substr(header) : std::string_view();
}

}  // namespace

void check_detached_form(std::string_view text, const std::string& origin) {
    constexpr char kVersion = 4, kOfBinary = 0;
    const std::string bytes = packets(text);
    const auto body = signature_packet(bytes);
    if (body.size() < 2 || body[0] != kVersion || body[1] != kOfBinary)
        throw Error(ErrorKind::source, origin + " is not one armoured detached signature of a file");
}

}  // namespace sf
