#include "mirror/oci_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/http_failure.h"
#include "base/json.h"
#include "base/text.h"
#include "mirror/oci_tags.h"
#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr int kRegistryRetries = 4;  // with the back-off of base/http.h
constexpr int kUploadSessions = 3;   // an upload that broke off is begun anew
constexpr int kMaxRedirects = 5, kMaxChallenges = 3, kMaxTagPages = 10'000;
constexpr std::uint64_t kMaxOciManifest = 4u << 20;  // what registries must take
constexpr std::uint64_t kMaxTagPage = 16u << 20;
constexpr std::uint64_t kUploadPiece = 16u << 20;
constexpr long kTooLarge = 413;

std::string answer_header(const HttpAnswer& answer, const std::string& name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? "" : found->second;
}

// Location and Link may be relative (RFC 3986); registries send whole URLs or paths.
std::string resolved_url(const std::string& base, const std::string& reference) {
    if (reference.find("://") != std::string::npos) return reference;
    const std::size_t host_end = std::min(base.find('/', base.find("://") + 3), base.size());
    if (reference.starts_with('/')) return base.substr(0, host_end) + reference;
    return base.substr(0, base.rfind('/') + 1) + reference;
}

std::string with_digest(const std::string& location, const std::string& sha256) {
    return location + (location.find('?') == std::string::npos ? "?" : "&") + "digest=sha256%3A" + sha256;
}

std::string without_query(const std::string& url) {
    return url.substr(0, url.find('?'));
}

// The query of such a URL may be what lets everybody in who has it: no message shows it.
HttpAnswer ask_elsewhere(Http& http, const HttpRequest& request) {
    try {
        return http.exchange(request);
    } catch (const Error& e) {
        const bool named = e.message().starts_with(request.url);
        throw Error(e.kind(), without_query(request.url) + (named ? e.message().substr(request.url.size()) : ""),
                    e.hint());
    }
}

bool is_redirect(long status) {
    constexpr std::array kRedirects = {301L, 302L, 303L, 307L, 308L};
    return std::find(kRedirects.begin(), kRedirects.end(), status) != kRedirects.end();
}

// {"errors": [{"code": "DENIED"}]}; empty for anything else. No more of it is believed.
std::string registry_code(const std::string& body) {
    constexpr std::size_t kLongest = 64;
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("errors") || !json.at("errors").is_array()) return "";
    for (const Json& error : json.at("errors")) {
        if (!error.is_object() || !error.contains("code") || !error.at("code").is_string()) continue;
        const std::string code = error.at("code");
        const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
        if (code.size() <= kLongest && std::all_of(code.begin(), code.end(), allowed)) return code;
    }
    return "";
}

// The URL of <URL>; rel="next"; empty if there is none.
std::string next_page(const std::string& link) {
    const std::size_t end = link.find('>');
    const bool next = link.starts_with('<') && end != std::string::npos && link.find("next", end) != std::string::npos;
    return next ? link.substr(1, end - 1) : "";
}

}  // namespace

// A blob on its way: content, or a file's.
struct OciRegistry::Upload {
    std::string sha256;
    std::uint64_t bytes = 0;
    std::string_view content;
    fs::path file;  // empty: it is `content`

    void put_into(HttpRequest& request, std::uint64_t from, std::uint64_t count) const {
        request.headers.emplace_back("Content-Type", "application/octet-stream");
        request.retries = 0;  // what a registry kept of half a body, it says to nobody
        if (file.empty()) {
            request.body = content.substr(from, count);
            return;
        }
        request.body_file = file;
        request.body_offset = from;
        request.body_bytes = count;
    }
};

OciRegistry::OciRegistry(const OciUrl& url, OciCredentials credentials, Http& http)
    : url_(url), text_(url.text()), auth_(url, std::move(credentials), http), http_(http) {}

HttpRequest OciRegistry::request(const std::string& method, const std::string& path) const {
    HttpRequest request;
    request.method = method;
    request.url = url_.endpoint() + "/" + path;
    request.retries = kRegistryRetries;
    return request;
}

// Who we are is said to the registry alone, not to where it sends us.
HttpAnswer OciRegistry::send(HttpRequest request) {
    const bool ours = request.url.starts_with(url_.origin() + "/");
    const bool web = request.url.starts_with("https://") || (url_.plain_http && request.url.starts_with("http://"));
    if (!web)  // a file: URL would be one of this machine
        throw Error(ErrorKind::source,
                    fmt::format("{} sends us to {}, which is not https", text_, without_query(request.url)));
    const auto headers = request.headers;
    for (int attempt = 0;; ++attempt) {
        const std::string authorization = ours ? auth_.header() : "";
        request.headers = headers;
        if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
        HttpAnswer answer = ours ? http_.exchange(request) : ask_elsewhere(http_, request);
        const bool again = answer.status == 401 && ours && attempt < kMaxChallenges &&
                           auth_.renew(authorization, answer_header(answer, "www-authenticate"));
        if (!again) return answer;
    }
}

HttpAnswer OciRegistry::follow(HttpRequest request) {
    for (int redirects = 0;; ++redirects) {
        HttpAnswer answer = send(request);
        const std::string location = answer_header(answer, "location");
        if (!is_redirect(answer.status) || location.empty() || redirects == kMaxRedirects) return answer;
        request.url = resolved_url(request.url, location);
    }
}

Error OciRegistry::refused(const HttpRequest& request, const HttpAnswer& answer) const {
    const std::string code = registry_code(answer.body);
    return Error(ErrorKind::source,
                 fmt::format("{}: {} {} is refused with status {}{}", text_, request.method, without_query(request.url),
                             answer.status, code.empty() ? "" : " (" + code + ")"),
                 auth_.advice(answer.status));
}

std::optional<std::string> OciRegistry::manifest(const std::string& tag) {
    HttpRequest get = request("GET", "manifests/" + tag);
    get.headers = {{"Accept", oci::kManifest}};
    get.max_answer = kMaxOciManifest;
    HttpAnswer answer = follow(get);
    if (answer.status == 404) return std::nullopt;
    if (answer.status != 200) throw refused(get, answer);
    return std::move(answer.body);
}

bool OciRegistry::has_manifest(const std::string& tag) {
    HttpRequest head = request("HEAD", "manifests/" + tag);
    head.headers = {{"Accept", oci::kManifest}};
    const HttpAnswer answer = follow(head);
    if (answer.status != 200 && answer.status != 404) throw refused(head, answer);
    return answer.status == 200;
}

HttpAnswer OciRegistry::put_manifest(const std::string& tag, const std::string& text,
                                     std::vector<std::pair<std::string, std::string>> condition) {
    constexpr long kConditionFailed = 412;
    HttpRequest put = request("PUT", "manifests/" + tag);
    put.headers = std::move(condition);
    put.headers.emplace_back("Content-Type", oci::kManifest);
    put.body = text;
    HttpAnswer answer = send(put);
    const bool failed = answer.status == kConditionFailed && put.headers.size() > 1;
    if (answer.status != 201 && !failed) throw refused(put, answer);
    return answer;
}

void OciRegistry::put_manifest(const std::string& tag, const std::string& text) {
    put_manifest(tag, text, {});
}

bool OciRegistry::put_manifest_if(const std::string& tag, const std::string& text, const std::string& sha256_now) {
    const auto condition = sha256_now.empty() ? std::pair<std::string, std::string>("If-None-Match", "*")
                                              : std::pair("If-Match", "\"sha256:" + sha256_now + "\"");
    return put_manifest(tag, text, {condition}).status == 201;
}

void OciRegistry::remove_manifest(const std::string& sha256) {
    constexpr long kNotAllowed = 405;
    const HttpRequest remove = request("DELETE", "manifests/sha256:" + sha256);
    const HttpAnswer answer = send(remove);
    if (answer.status == kNotAllowed)
        throw Error(ErrorKind::source, text_ + ": the registry lets nobody remove anything",
                    "whoever runs it allows that, or removes what is too old");
    if (answer.status != 202 && answer.status != 200 && answer.status != 404) throw refused(remove, answer);
}

std::vector<std::string> OciRegistry::tags() {
    std::vector<std::string> tags;
    HttpRequest get = request("GET", "tags/list?n=1000");
    get.max_answer = kMaxTagPage;
    for (int page = 0; page < kMaxTagPages; ++page) {
        const HttpAnswer answer = follow(get);
        if (answer.status == 404) break;  // a repository without any
        if (answer.status != 200) throw refused(get, answer);
        const Json json = Json::parse(answer.body, nullptr, false);
        if (!json.is_object() || !json.contains("tags"))
            throw Error(ErrorKind::source, text_ + ": the registry's list of tags is none");
        for (const Json& tag : json.at("tags"))
            if (tag.is_string() && oci::is_tag(tag)) tags.push_back(tag);
        const std::string next = next_page(answer_header(answer, "link"));
        if (next.empty()) break;
        get.url = resolved_url(get.url, next);
    }
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

std::string OciRegistry::blob(const std::string& sha256, std::uint64_t max_bytes) {
    HttpRequest get = request("GET", "blobs/sha256:" + sha256);
    get.max_answer = max_bytes;
    HttpAnswer answer = follow(get);
    if (answer.status != 200) throw refused(get, answer);
    if (sha256_hex(answer.body) != sha256)
        throw Error(ErrorKind::source, fmt::format("{}: the blob {} does not have its checksum", text_, sha256));
    return std::move(answer.body);
}

// A download follows redirects by itself, and answers no challenge: that is done before, by a HEAD.
void OciRegistry::fetch_blob(const std::string& sha256, std::uint64_t max_bytes, const fs::path& destination,
                             const TransferProgress& progress) {
    const std::string path = "blobs/sha256:" + sha256;
    DownloadRequest download;
    download.url = url_.endpoint() + "/" + path;
    download.destination = destination;
    download.max_bytes = max_bytes;
    download.retries = kRegistryRetries;
    download.progress = progress;
    for (int attempt = 0;; ++attempt) {
        download.authorization = auth_.header();
        try {
            http_.download(download);
            break;
        } catch (const HttpStatusError& e) {
            const bool again =
                e.status() == 401 && attempt < kMaxChallenges && send(request("HEAD", path)).status != 401;
            if (!again) throw refused(request("GET", path), {e.status(), {}, e.body()});
        }
    }
    if (sha256_file(destination) == sha256) return;
    fs::remove(destination);
    throw Error(ErrorKind::source, fmt::format("{}: the blob {} does not have its checksum", text_, sha256));
}

OciBlob OciRegistry::put_blob(const std::string& media_type, std::string_view content) {
    const OciBlob blob{media_type, sha256_hex(content), content.size()};
    upload({blob.sha256, blob.bytes, content, {}});
    return blob;
}

OciBlob OciRegistry::put_blob_file(const std::string& media_type, const fs::path& file) {
    const OciBlob blob{media_type, sha256_file(file), fs::file_size(file)};
    upload({blob.sha256, blob.bytes, {}, file});
    return blob;
}

void OciRegistry::upload(const Upload& upload) {
    const HttpRequest head = request("HEAD", "blobs/sha256:" + upload.sha256);
    const HttpAnswer found = send(head);
    if (found.status == 200 || is_redirect(found.status)) return;
    if (found.status != 404) throw refused(head, found);
    for (int session = 0;; ++session) {
        const bool last = session + 1 == kUploadSessions;
        const HttpAnswer answer = upload_once(upload, last);
        if (answer.status == 201) return;
        const bool broke_off = answer.status == 0;
        if (last || !(broke_off || is_transient_status(answer.status)))
            throw refused(request("PUT", "blobs/sha256:" + upload.sha256), answer);
        pause(back_off_s(session, answer_header(answer, "retry-after")));
    }
}

// Without a status where it broke off, but for the last time, when that is thrown.
HttpAnswer OciRegistry::upload_once(const Upload& upload, bool last) {
    const std::string location = begin_upload();
    try {
        const HttpAnswer answer = upload_whole(upload, location);
        return answer.status == kTooLarge ? upload_in_pieces(upload, begin_upload()) : answer;
    } catch (const Error& e) {
        if (last || e.kind() != ErrorKind::source) throw;
        return {};
    }
}

// Where to send the content.
std::string OciRegistry::begin_upload() {
    const HttpRequest post = request("POST", "blobs/uploads/");
    const HttpAnswer answer = send(post);
    const std::string location = answer_header(answer, "location");
    if (answer.status != 202 || location.empty()) throw refused(post, answer);
    return resolved_url(post.url, location);
}

HttpAnswer OciRegistry::upload_whole(const Upload& upload, const std::string& location) {
    HttpRequest put = request("PUT", "");
    put.url = with_digest(location, upload.sha256);
    upload.put_into(put, 0, upload.bytes);
    return send(put);
}

// For servers, mostly in front of the registry, that take no body of that size.
HttpAnswer OciRegistry::upload_in_pieces(const Upload& upload, std::string location) {
    for (std::uint64_t from = 0; from < upload.bytes; from += kUploadPiece) {
        const std::uint64_t count = std::min(kUploadPiece, upload.bytes - from);
        HttpRequest patch = request("PATCH", "");
        patch.url = location;
        patch.headers = {{"Content-Range", fmt::format("{}-{}", from, from + count - 1)}};
        upload.put_into(patch, from, count);
        const HttpAnswer answer = send(patch);
        if (answer.status != 202) return answer;
        location = resolved_url(location, answer_header(answer, "location"));
    }
    HttpRequest put = request("PUT", "");
    put.url = with_digest(location, upload.sha256);
    put.retries = 0;
    return send(put);
}

}  // namespace sf
