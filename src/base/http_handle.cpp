#include "base/http_handle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"

namespace sf {
namespace {

constexpr long kMaxRedirects = 10;
constexpr long kStallBytesPerSecond = 1000;

const char* first_set(std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return nullptr;
}

void restrict_protocols(CURL* handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE);
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
}

// libcurl itself reads http_proxy, https_proxy and no_proxy; the variables that name CA certificates are read by curl's
// program alone, so they are read here.
void set_common_options(CURL* curl, const std::string& url, double connect_timeout_s) {
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "slurm-factory");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout_s * 1000));
    restrict_protocols(curl);
    if (const char* file = first_set({"CURL_CA_BUNDLE", "SSL_CERT_FILE"})) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    }
    if (const char* folder = first_set({"SSL_CERT_DIR"})) curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
}

}  // namespace

CurlPool::Lease CurlPool::take(const std::string& url, double connect_timeout_s, unsigned stall_timeout_s) {
    std::unique_ptr<CURL, FreeCurlHandle> handle;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            handle = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!handle) handle.reset(curl_easy_init());
    if (!handle) throw Error(ErrorKind::failure, "libcurl cannot be used");
    set_common_options(handle.get(), url, connect_timeout_s);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall_timeout_s));
    return Lease(handle.release(), GiveBack{this});
}

// Options go, as they may point into what ends now; connections stay.
void CurlPool::give_back(CURL* handle) {
    curl_easy_reset(handle);
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(handle);
}

void add_header(CurlHeaders& headers, const std::string& name, const std::string& value) {
    const std::string line = name + ": " + value;
    const auto is_control = [](unsigned char c) { return c < 32 || c == 127; };
    if (std::any_of(line.begin(), line.end(), is_control))
        throw Error(ErrorKind::source, "the value of the header " + name + " has control characters in it");
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
}

// S3 wants the checksum of what is sent and a session's token to be signed too, which libcurl does with headers that it
// is given since 7.86.
void sign(CURL* curl, CurlHeaders& headers, const AwsSigning& signing, const std::string& content_sha256) {
#if LIBCURL_VERSION_NUM >= 0x075600
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, fmt::format("aws:amz:{}:s3", signing.region).c_str());
    curl_easy_setopt(curl, CURLOPT_USERNAME, signing.access_key.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, signing.secret_key.c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    if (!content_sha256.empty()) add_header(headers, "x-amz-content-sha256", content_sha256);
    if (!signing.session_token.empty()) add_header(headers, "x-amz-security-token", signing.session_token);
#else
    static_cast<void>(curl), static_cast<void>(headers), static_cast<void>(signing), static_cast<void>(content_sha256);
    throw Error(ErrorKind::host,
                "this slurm-factory was built with libcurl " LIBCURL_VERSION ", which cannot sign for S3",
                "build it with libcurl 7.86 or newer");
#endif
}

std::string printable(const std::string& url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) return url;
    const std::size_t host = scheme + 3;
    const std::size_t at = url.substr(0, url.find('/', host)).rfind('@');
    return at == std::string::npos || at < host ? url : url.substr(0, host) + url.substr(at + 1);
}

}  // namespace sf
