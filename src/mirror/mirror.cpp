#include "mirror/mirror.h"

#include "base/error.h"
#include "base/files.h"
#include "mirror/file_mirror.h"
#include "mirror/http_mirror.h"
#include "mirror/oci_mirror.h"
#include "mirror/s3_mirror.h"
#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr std::string_view kFile = "file://";

bool is_http(const std::string& url) {
    return url.starts_with("http://") || url.starts_with("https://");
}

// The folder that a file: URL or a plain path names; nothing for another scheme.
std::optional<fs::path> folder_of_url(const std::string& url) {
    if (url.starts_with(kFile)) return percent_decoded(url.substr(kFile.size()));
    if (url.empty() || url.find("://") != std::string::npos) return std::nullopt;
    return fs::absolute(url);
}

std::unique_ptr<S3Mirror> open_s3(const std::string& url, Http& http, S3Use use) {
    const auto environment = system_environment();
    return std::make_unique<S3Mirror>(url, aws_settings(environment), http, use, environment);
}

Error unknown(const std::string& url) {
    return Error(ErrorKind::usage, "'" + url + "' is no mirror that this program knows",
                 "file:///PATH, a folder, https://HOST/PATH, http://HOST/PATH, s3://BUCKET/PREFIX or "
                 "oci://HOST/REPOSITORY");
}

}  // namespace

std::unique_ptr<Mirror> open_mirror(const std::string& url, Http& http) {
    if (is_http(url)) return std::make_unique<HttpMirror>(url, http);
    if (is_s3(url)) return open_s3(url, http, S3Use::read);
    if (is_oci(url)) return std::make_unique<OciMirror>(url, system_environment(), http);
    if (const auto folder = folder_of_url(url)) return std::make_unique<FileMirror>(*folder);
    throw unknown(url);
}

std::unique_ptr<WritableMirror> open_writable_mirror(const std::string& url, Http& http) {
    if (is_oci(url)) return std::make_unique<OciMirror>(url, system_environment(), http);
    if (const auto folder = folder_of_url(url)) return std::make_unique<FileMirror>(*folder);
    if (is_http(url))
        throw Error(ErrorKind::usage, url + " can be read but not written",
                    "write to the folder that the web server serves");
    if (is_s3(url)) return open_s3(url, http, S3Use::write);
    throw unknown(url);
}

}  // namespace sf
