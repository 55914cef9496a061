// Files of a store that have the same content are one file on the disk: hard links of one another, and of an entry in
// the store's pool, by which later installs find them: FOLDER/SHA256-SIZE-MODE, where the SHA-256 is of the first 16
// KiB.
#pragma once

#include <cstdint>
#include <filesystem>

namespace sf {

class ContentPool {
  public:
    // `folder` is on the file system of the packages; on another one nothing is shared.
    explicit ContentPool(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Makes the folder, and removes the entries of which no package has a link any more.
    void prepare() const;
    // Makes `file`, which is checked and which nobody uses yet, a link to the pool's file of this content and mode, or
    // that file itself if there is none. Whatever an entry's name says, its bytes are compared first, and another
    // user's entry, which he could change, is not taken. Returns the bytes that this saves; 0 for a small file, and for
    // one that cannot be linked (too many links, another file system, no right to): then it stays as it is.
    std::uint64_t share(const std::filesystem::path& file) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace sf
