// The tar in a package's tarball, as libarchive reads it; counted and hashed on the way.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "bundle/gzip_members.h"
#include "source/archive.h"

namespace sf {

class TarStream {
  public:
    // `blob`, the whole tarball, must outlive it; `origin` names it in errors; more than `max_unpacked` bytes are
    // refused.
    TarStream(std::string_view blob, std::string origin, std::uint64_t max_unpacked);

    // Call once; the stream must outlive what it returns.
    ArchiveReader open();
    // Throws what made libarchive fail, if it was not libarchive itself: call it where libarchive has failed.
    void rethrow() const;
    // Reads what follows the archive's end: only then size and hash are those of the whole.
    void read_rest();

    std::uint64_t unpacked_bytes() const { return unpacked_; }
    std::string sha256();  // of the blob; call once, after read_rest()

  private:
    std::optional<std::string_view> next_member();
    static la_ssize_t on_read(archive*, void* self, const void** buffer);

    std::string_view blob_;
    std::string origin_;
    GzipMembers members_;
    Hasher hasher_{Hasher::Algorithm::sha256};
    std::uint64_t unpacked_ = 0;
    std::exception_ptr failure_;
};

}  // namespace sf
