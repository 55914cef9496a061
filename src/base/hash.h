// Digests (OpenSSL EVP) and the encodings that Spack uses for them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace sf {

class Hasher {
  public:
    enum class Algorithm { md5, sha1, sha256 };  // md5: where a protocol wants it
    explicit Hasher(Algorithm algorithm);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    void update(std::string_view bytes);
    std::string digest();  // raw bytes; call once
  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

std::string hex(std::string_view bytes);
// RFC 4648 base32 in lower case without padding, as Spack prints hashes.
std::string base32_lower(std::string_view bytes);
// RFC 4648 base64 with padding.
std::string base64(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha256_file(const std::filesystem::path& path);  // lower-case hex; streams
// Feeds each of the hashers with `bytes` of the file from `offset` on. Throws Error(source) if it has fewer.
void hash_part(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t bytes,
               std::initializer_list<Hasher*> hashers);

}  // namespace sf
