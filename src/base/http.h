// The edge to the network: downloads with resume, retries, proxy and CA settings (libcurl); http, https and file URLs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace sf {

// Credentials of an S3 server. They sign each request (AWS Signature Version 4); the secret itself is never sent.
struct AwsSigning {
    std::string access_key, secret_key;
    std::string session_token;  // empty: the credentials are not temporary
    std::string region;         // us-east-1
};

struct Transferred {
    std::uint64_t done = 0, total = 0;  // bytes; total 0: unknown
    std::uint64_t bytes_per_s = 0;
};
using TransferProgress = std::function<void(const Transferred&)>;

// "12.3 MB of 20.0 MB, 4.1 MB/s"
std::string to_text(const Transferred& transferred);

struct DownloadRequest {
    std::string url;
    std::filesystem::path destination;     // a partial file there is resumed where the server can
    std::uint64_t max_bytes = 4ull << 30;  // more than that is an error, not a full disk
    double connect_timeout_s = 10;
    int retries = 2;                    // on connection loss, stalls, 429 and 5xx, with back-off
    std::optional<AwsSigning> signing;  // redirects are not followed then: they would carry it elsewhere
    std::string authorization;          // the header's value, if any; redirects to other hosts do not get it
    TransferProgress progress;
};

// Anything else than a download: what is sent, and an answer that is small enough to be held in memory.
struct HttpRequest {
    std::string method = "GET", url;  // with `signing` the query must be sorted, and each parameter have a '='
    std::vector<std::pair<std::string, std::string>> headers;  // name, value; one with an empty value is not sent
    std::string body;
    std::filesystem::path body_file;  // instead of `body`: `body_bytes` of this file from `body_offset` on
    std::uint64_t body_offset = 0, body_bytes = 0;
    std::uint64_t max_answer = 16ull << 20;  // a longer one is an error
    double connect_timeout_s = 10;
    double timeout_s = 0;  // of the whole exchange; 0: only a stall ends it
    bool direct = false;   // no proxy in between, whatever http_proxy says: what only this machine is to be told
    int retries = 2;       // on connection loss, stalls, 429 and 5xx, with back-off (or as Retry-After says)
    std::optional<AwsSigning> signing;  // of the body's checksum as well, unless a header x-amz-content-sha256 says it
    TransferProgress progress;          // of what is sent
};

struct HttpAnswer {
    long status = 0;
    std::map<std::string, std::string> headers;  // names in lower case; of several of one name the last
    std::string body;
};

// The server answered, but not with the file.
class HttpStatusError : public Error {
  public:
    HttpStatusError(std::string message, std::string hint, long status, std::string body)
        : Error(ErrorKind::source, std::move(message), std::move(hint)), status_(status), body_(std::move(body)) {}
    long status() const { return status_; }
    const std::string& body() const { return body_; }  // the first 4 kB of what came instead; anything at all

  private:
    long status_;
    std::string body_;
};

class Http {
  public:
    virtual ~Http() = default;
    // Throws Error(source): could not resolve, refused, truncated, stalled, too large; HttpStatusError for a status.
    virtual void download(const DownloadRequest& request) = 0;
    // Whatever the server answers, also when it refuses; redirects are not followed. Throws Error(source) if there is
    // no answer. Thread-safe.
    virtual HttpAnswer exchange(const HttpRequest& request) = 0;
    // True if a HEAD (or for file: a stat) of the URL succeeds within timeout_s.
    virtual bool reachable(const std::string& url, double timeout_s, const AwsSigning* signing = nullptr) = 0;
};

// A transfer that brings less than 1 kB/s for `stall_timeout_s` is broken off, and gone on with as retries allow.
std::unique_ptr<Http> make_http(unsigned stall_timeout_s = 30);

}  // namespace sf
