// A mirror in a bucket of S3, or of another server that speaks its language.
#pragma once

#include "mirror/mirror.h"
#include "mirror/s3_bucket.h"

namespace sf {

// A reader takes a refusal for "not there": S3 says it of absent files to whoever may not list. A writer does not.
enum class S3Use { read, write };

class S3Mirror final : public WritableMirror {
  public:
    S3Mirror(std::string_view url, AwsSettings settings, Http& http, S3Use use, Environment environment,
             std::unique_ptr<Clock> clock = make_system_clock());

    const std::string& url() const override { return url_; }
    std::string read(const std::string& path, std::uint64_t max_bytes) override;
    std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                const std::filesystem::path& destination, const TransferProgress& progress) override;
    bool exists(const std::string& path) override;
    void put(const std::string& path, std::string_view content) override;
    void put_file(const std::string& path, const std::filesystem::path& local) override;
    // The version is the ETag.
    std::optional<VersionedText> read_versioned(const std::string& path, std::uint64_t max_bytes) override;
    bool put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) override;
    void remove(const std::string& path) override;
    std::vector<std::string> list(const std::string& folder) override;
    std::vector<MirrorFile> list_all(const std::string& folder) override;

  private:
    std::optional<HttpAnswer> head(const std::string& path);
    S3Call upload(const std::string& path) const;
    S3Call upload(const std::string& path, std::string_view content) const;

    S3Bucket bucket_;
    Http& http_;
    S3Use use_;
    std::string url_;
};

}  // namespace sf
