// The edge to the network: downloads with resume, retries, proxy and CA settings (libcurl); http, https and file URLs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace sf {

struct DownloadRequest {
    std::string url;
    std::filesystem::path destination;     // a partial file there is resumed where the server can
    std::uint64_t max_bytes = 4ull << 30;  // more than that is an error, not a full disk
    double connect_timeout_s = 10;
    double stall_timeout_s = 30;                                            // below 1 kB/s for that long is a failure
    int retries = 2;                                                        // on connection loss and 5xx, with back-off
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // total 0: unknown
};

class Http {
  public:
    virtual ~Http() = default;
    // Throws Error(source): could not resolve, refused, status, truncated, too large.
    virtual void download(const DownloadRequest& request) = 0;
    // True if a HEAD (or for file: a stat) of the URL succeeds within timeout_s.
    virtual bool reachable(const std::string& url, double timeout_s) = 0;
};

std::unique_ptr<Http> make_http();

}  // namespace sf
