#include "base/http.h"

#include <mutex>

#include "base/hash.h"
#include "base/http_download.h"
#include "base/http_exchange.h"
#include "base/http_failure.h"
#include "base/http_handle.h"
#include "base/text.h"

namespace sf {
namespace {

class CurlHttp final : public Http {
  public:
    explicit CurlHttp(unsigned stall_timeout_s) : stall_timeout_s_(stall_timeout_s) {}

    void download(const DownloadRequest& request) override { download_file(request, pool_, stall_timeout_s_); }

    HttpAnswer exchange(const HttpRequest& request) override {
        return exchange_with_retries(request, pool_, stall_timeout_s_);
    }

    bool reachable(const std::string& url, double timeout_s, const AwsSigning* signing) override {
        const auto handle = pool_.take(url, timeout_s);
        CurlHeaders headers;
        if (signing != nullptr) sign(handle.get(), headers, *signing, sha256_hex(""));
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_s * 1000));
        // file: URLs print their size as headers to stdout unless somebody takes them.
        curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &CurlHttp::swallow);
        return curl_easy_perform(handle.get()) == CURLE_OK && http_status_of(handle.get()) < 300;
    }

  private:
    static std::size_t swallow(char*, std::size_t, std::size_t size, void*) { return size; }

    unsigned stall_timeout_s_;
    CurlPool pool_;
};

}  // namespace

std::string to_text(const Transferred& transferred) {
    std::string text = format_bytes(transferred.done);
    if (transferred.total > 0) text += " of " + format_bytes(transferred.total);
    if (transferred.bytes_per_s > 0) text += ", " + format_bytes(transferred.bytes_per_s) + "/s";
    return text;
}

std::unique_ptr<Http> make_http(unsigned stall_timeout_s) {
    static std::once_flag initialised;
    std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return std::make_unique<CurlHttp>(stall_timeout_s);
}

}  // namespace sf
