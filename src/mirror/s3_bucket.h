// Signed requests to one prefix of a bucket of S3; what the server refuses is explained.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "mirror/aws_identity.h"
#include "mirror/aws_settings.h"
#include "mirror/s3_url.h"

namespace sf {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct S3Call {
    std::string action;  // what the credentials must allow: "s3:PutObject"
    std::string method = "GET";
    std::string path;                          // below the prefix; empty: the bucket itself
    std::map<std::string, std::string> query;  // not encoded
    HttpHeaders headers;
    std::string body;
    std::filesystem::path body_file;  // instead of `body`, as in HttpRequest
    std::uint64_t body_offset = 0, body_bytes = 0;
    std::uint64_t max_answer = 16ull << 20;
};

bool is_success(const HttpAnswer& answer);

class S3Bucket {
  public:
    // `http` must outlive it.
    S3Bucket(S3Url s3, AwsSettings settings, Http& http, Environment environment, std::unique_ptr<Clock> clock);

    const S3Url& url() const { return s3_; }
    const AwsSettings& settings() const { return settings_; }
    AwsIdentity& identity() { return identity_; }
    Clock& clock() { return *clock_; }
    std::string web_prefix() const { return web_url(s3_, settings_); }
    // A path below the prefix as the server knows it.
    std::string key_of(const std::string& path) const { return s3_.prefix.empty() ? path : s3_.prefix + "/" + path; }
    // The same for messages: s3://BUCKET/KEY.
    std::string name_of(const std::string& path) const { return "s3://" + s3_.bucket + "/" + key_of(path); }

    // Whatever the server answers. Throws Error(source) if it does not. Thread-safe, as the others are.
    HttpAnswer ask(const S3Call& call);
    // Throws Error(source), explained, for anything else than success.
    HttpAnswer ask_for_success(const S3Call& call);
    Error refused(const S3Call& call, const HttpAnswer& answer);
    // The same of a download, which kept no headers.
    Error refused_to_read(const HttpStatusError& refusal);

  private:
    HttpAnswer with_reason(S3Call call, const HttpAnswer& answer);
    Error explain(const std::string& what, const std::string& action, const HttpAnswer& answer);

    S3Url s3_;
    AwsSettings settings_;
    Http& http_;
    std::unique_ptr<Clock> clock_;
    AwsIdentity identity_;
};

// What a file that is written carries with it: type, caching, ACL, encryption.
HttpHeaders upload_headers(const std::string& path, const AwsSettings& settings);

// Makes the body of these, with the checksums by which the server can refuse what was damaged on the way: the SHA-256
// is signed, the MD5 is for servers that look at nothing else. The former is returned, in hexadecimal.
std::string send_content(S3Call& call, std::string_view content);
std::string send_file(S3Call& call, const std::filesystem::path& file);
// One of many parts, with the SHA-256 alone: a large file is read and hashed once.
void send_file_part(S3Call& call, const std::filesystem::path& file, std::uint64_t offset, std::uint64_t bytes);

}  // namespace sf
