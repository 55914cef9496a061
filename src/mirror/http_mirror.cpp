#include "mirror/http_mirror.h"

#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr double kProbeTimeout = 20;
constexpr int kRetries = 4;  // with the back-off of base/http.h: 1, 2, 4 and 8 seconds

}  // namespace

HttpMirror::HttpMirror(std::string url, Http& http, std::optional<AwsSigning> signing)
    : url_(std::move(url)), http_(http), signing_(std::move(signing)) {
    while (url_.ends_with('/')) url_.pop_back();
}

std::string HttpMirror::url_of(const std::string& path) const {
    return url_ + "/" + percent_encoded(path);
}

std::string HttpMirror::read(const std::string& path, std::uint64_t max_bytes) {
    const TempDir folder(fs::temp_directory_path(), "sf-mirror-");
    return read_file(fetch(path, max_bytes, folder.path() / "file", {}));
}

fs::path HttpMirror::fetch(const std::string& path, std::uint64_t max_bytes, const fs::path& destination,
                           const TransferProgress& progress) {
    DownloadRequest request;
    request.url = url_of(path);
    request.destination = destination;
    request.max_bytes = max_bytes;
    request.retries = kRetries;
    request.signing = signing_;
    request.progress = progress;
    http_.download(request);
    return destination;
}

bool HttpMirror::exists(const std::string& path) {
    return http_.reachable(url_of(path), kProbeTimeout, signing_ ? &*signing_ : nullptr);
}

}  // namespace sf
