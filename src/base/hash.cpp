#include "base/hash.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
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

const EVP_MD* method_of(Hasher::Algorithm algorithm) {
    switch (algorithm) {
        case Hasher::Algorithm::md5:
            return EVP_md5();
        case Hasher::Algorithm::sha1:
            return EVP_sha1();
        default:
            return EVP_sha256();
    }
}

constexpr std::size_t kBlock = 1 << 18;

// Up to `buffer` bytes of a file from `offset` on; 0 at its end.
std::size_t read_block(const UniqueFd& fd, const fs::path& path, std::uint64_t offset, std::string& buffer) {
    while (true) {
        const ssize_t got = ::pread(fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) throw os_error(errno, "read", path);
    }
}

UniqueFd open_to_read(const fs::path& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "read", path);
    return fd;
}

}  // namespace

struct Hasher::Impl {
    struct FreeContext {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Hasher::Hasher(Algorithm algorithm) : impl_(std::make_unique<Impl>()) {
    check(EVP_DigestInit_ex(impl_->context.get(), method_of(algorithm), nullptr));
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

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    return text;
}

std::string sha256_file(const std::filesystem::path& path) {
    const UniqueFd fd = open_to_read(path);
    Hasher hasher(Hasher::Algorithm::sha256);
    std::string buffer(kBlock, '\0');
    std::uint64_t offset = 0;
    while (const std::size_t got = read_block(fd, path, offset, buffer)) {
        hasher.update(std::string_view(buffer).substr(0, got));
        offset += got;
    }
    return hex(hasher.digest());
}

void hash_part(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t bytes,
               std::initializer_list<Hasher*> hashers) {
    const UniqueFd fd = open_to_read(path);
    std::string buffer(kBlock, '\0');
    for (const std::uint64_t end = offset + bytes; offset < end;) {
        buffer.resize(std::min<std::uint64_t>(kBlock, end - offset));
        const std::size_t got = read_block(fd, path, offset, buffer);
        if (got == 0) throw Error(ErrorKind::source, path.string() + " became shorter while it was read");
        for (Hasher* hasher : hashers) hasher->update(std::string_view(buffer).substr(0, got));
        offset += got;
    }
}

}  // namespace sf
