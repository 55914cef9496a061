// A mirror in a bucket of S3, or of another server that speaks its language; read only.
#pragma once

#include "mirror/aws_settings.h"
#include "mirror/http_mirror.h"
#include "mirror/s3_url.h"

namespace sf {

class S3Mirror final : public Mirror {
  public:
    S3Mirror(std::string_view url, AwsSettings settings, Http& http);

    const std::string& url() const override { return url_; }
    std::string read(const std::string& path, std::uint64_t max_bytes) override;
    std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                const std::filesystem::path& destination, const TransferProgress& progress) override;
    bool exists(const std::string& path) override;

  private:
    Error explained(const HttpStatusError& refusal) const;
    std::string advice(long status, const std::string& code, const std::string& right_region) const;

    S3Url s3_;
    AwsSettings settings_;
    std::string url_;
    HttpMirror web_;
};

}  // namespace sf
