// A mirror in a folder of this machine.
#pragma once

#include "mirror/mirror.h"

namespace sf {

class FileMirror final : public WritableMirror {
  public:
    explicit FileMirror(const std::filesystem::path& folder);

    const std::string& url() const override { return url_; }
    std::string read(const std::string& path, std::uint64_t max_bytes) override;
    std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                const std::filesystem::path& destination, const TransferProgress& progress) override;
    bool exists(const std::string& path) override;
    void put(const std::string& path, std::string_view content) override;
    void put_file(const std::string& path, const std::filesystem::path& local) override;
    std::optional<VersionedText> read_versioned(const std::string& path, std::uint64_t max_bytes) override;
    bool put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) override;
    void remove(const std::string& path) override;
    std::vector<std::string> list(const std::string& folder) override;
    std::vector<MirrorFile> list_all(const std::string& folder) override;

  private:
    std::filesystem::path folder_;
    std::string url_;
};

}  // namespace sf
