// A regular file's bytes, mapped read-only: trees of tens of megabytes are searched without copying them.
#pragma once

#include <filesystem>
#include <string_view>

namespace sf {

class MappedFile {
  public:
    explicit MappedFile(const std::filesystem::path& path);  // throws Error(host) with the path
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

  private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

// Whether two files have the same bytes. Throws as MappedFile does.
bool same_content(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace sf
