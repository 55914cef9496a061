// Digests (OpenSSL EVP) and the encodings that Spack uses for them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sf {

class Hasher {
  public:
    enum class Algorithm { sha1, sha256 };
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
std::string sha256_hex(std::string_view bytes);
std::string sha256_file(const std::filesystem::path& path);  // lower-case hex; streams

}  // namespace sf
