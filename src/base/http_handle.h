// What all transfers of libcurl share: handles that keep their connections, headers, signatures.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/http.h"

namespace sf {

// libcurl tells of every few kilobytes; what is shown need not change that often.
inline constexpr auto kReportEvery = std::chrono::milliseconds(200);

struct FreeCurlHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

// Handles that are not in use keep their connections open for the next transfer to the same server. Thread-safe.
class CurlPool {
  public:
    struct GiveBack {
        CurlPool* pool;
        void operator()(CURL* handle) const { pool->give_back(handle); }
    };
    using Lease = std::unique_ptr<CURL, GiveBack>;  // must not outlive the pool

    // A handle for this URL, set up with what every transfer has in common. What moves less than 1 kB/s for
    // `stall_timeout_s` is broken off; 0: nothing is.
    Lease take(const std::string& url, double connect_timeout_s, unsigned stall_timeout_s = 0);

  private:
    void give_back(CURL* handle);

    std::mutex mutex_;
    std::vector<std::unique_ptr<CURL, FreeCurlHandle>> idle_;
};

struct FreeCurlList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHeaders = std::unique_ptr<curl_slist, FreeCurlList>;

// Throws Error(source) for control characters: a value may be what another server said.
void add_header(CurlHeaders& headers, const std::string& name, const std::string& value);

// Signs the request with these headers, and keeps it from following redirects. `content_sha256` is that of what is sent
// (or UNSIGNED-PAYLOAD); empty: one of the headers says it already.
void sign(CURL* curl, CurlHeaders& headers, const AwsSigning& signing, const std::string& content_sha256);

// A URL without user and password, for messages.
std::string printable(const std::string& url);

}  // namespace sf
