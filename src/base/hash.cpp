#include "base/hash.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"

namespace sf {
namespace {

void check(int result) {
    if (result != 1) throw Error(ErrorKind::failure, "OpenSSL cannot compute a digest");
}

}  // namespace

struct Hasher::Impl {
    struct FreeContext {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Hasher::Hasher(Algorithm algorithm) : impl_(std::make_unique<Impl>()) {
    const EVP_MD* method = algorithm == Algorithm::sha1 ? EVP_sha1() : EVP_sha256();
    check(EVP_DigestInit_ex(impl_->context.get(), method, nullptr));
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
    check(EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()));
}

std::string Hasher::digest() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> buffer{};
    unsigned int length = 0;
    check(EVP_DigestFinal_ex(impl_->context.get(), buffer.data(), &length));
    return {reinterpret_cast<const char*>(buffer.data()), length};
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

std::string base32_lower(std::string_view bytes) {
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        window = (window << 8) | static_cast<unsigned char>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += kAlphabet[(window >> bits) & 31];
        }
    }
    if (bits > 0) text += kAlphabet[(window << (5 - bits)) & 31];
    return text;
}

std::string sha256_hex(std::string_view bytes) {
    Hasher hasher(Hasher::Algorithm::sha256);
    hasher.update(bytes);
    return hex(hasher.digest());
}

std::string sha256_file(const std::filesystem::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "read", path);
    Hasher hasher(Hasher::Algorithm::sha256);
    std::string buffer(1 << 18, '\0');
    while (true) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw os_error(errno, "read", path);
        if (got == 0) return hex(hasher.digest());
        hasher.update(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    }
}

}  // namespace sf
