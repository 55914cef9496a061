// A mirror on a web server, read only.
#pragma once

#include "base/files.h"
#include "mirror/mirror.h"

namespace sf {

class HttpMirror final : public Mirror {
  public:
    // With `signing` a server that speaks S3's language.
    HttpMirror(std::string url, Http& http, std::optional<AwsSigning> signing = {});

    const std::string& url() const override { return url_; }
    std::string read(const std::string& path, std::uint64_t max_bytes) override;
    std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                const std::filesystem::path& destination, const TransferProgress& progress) override;
    bool exists(const std::string& path) override;

  private:
    std::string url_of(const std::string& path) const;

    std::string url_;
    Http& http_;
    std::optional<AwsSigning> signing_;
};

}  // namespace sf
