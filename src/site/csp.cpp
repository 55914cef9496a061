#include "site/csp.h"

#include <openssl/evp.h>

#include <array>

#include "base/hash.h"

namespace sf {

std::string csp_hash(const std::string& inline_text) {
    Hasher hasher(Hasher::Algorithm::sha256);
    hasher.update(inline_text);
    const std::string digest = hasher.digest();
    std::array<unsigned char, 45> base64{};  // 44 characters for 32 bytes, and a zero
    EVP_EncodeBlock(base64.data(), reinterpret_cast<const unsigned char*>(digest.data()),
                    static_cast<int>(digest.size()));
    return "'sha256-" + std::string(reinterpret_cast<const char*>(base64.data())) + "'";
}

}  // namespace sf
