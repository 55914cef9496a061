#include "mirror/s3_mirror.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "mirror/aws_error.h"
#include "mirror/http_mirror.h"
#include "mirror/s3_answers.h"
#include "mirror/s3_upload.h"

namespace sf {
namespace {

constexpr std::uint64_t kLargestText = 1ull << 30;
constexpr int kMostPages = 10'000;                    // of a thousand files each
constexpr const char* kSha256 = "x-amz-meta-sha256";  // for who looks later; S3 checks x-amz-content-sha256
constexpr long kForbidden = 403, kNotFound = 404, kConflict = 409, kPreconditionFailed = 412, kNotImplemented = 501;

// Keys are anything at all; a file of ours has a path of plain components, which no URL makes another one of.
bool is_plain_path(std::string_view path) {
    const auto is_control = [](unsigned char c) { return c < 32 || c == 127; };
    if (std::any_of(path.begin(), path.end(), is_control)) return false;
    const auto components = split(path, '/');
    return std::none_of(components.begin(), components.end(),
                        [](const std::string& one) { return one.empty() || one == "." || one == ".."; });
}

bool has_code(const HttpAnswer& answer, std::string_view code) {
    return aws_error_word(answer.body, "Code") == code;
}

std::string etag_of(const HttpAnswer& answer, const std::string& name) {
    const auto etag = answer.headers.find("etag");
    if (etag == answer.headers.end() || etag->second.empty())
        throw Error(ErrorKind::source, name + ": the server does not say the file's version (ETag)");
    return etag->second;
}

bool is_file_absent(const HttpAnswer& answer) {
    return answer.status == kNotFound && !has_code(answer, "NoSuchBucket");
}

}  // namespace

S3Mirror::S3Mirror(std::string_view url, AwsSettings settings, Http& http, S3Use use, Environment environment,
                   std::unique_ptr<Clock> clock)
    : bucket_(parse_s3_url(url), std::move(settings), http, std::move(environment), std::move(clock)),
      http_(http),
      use_(use),
      url_(bucket_.url().text()) {}

std::string S3Mirror::read(const std::string& path, std::uint64_t max_bytes) {
    try {
        return HttpMirror(bucket_.web_prefix(), http_, bucket_.identity().signing()).read(path, max_bytes);
    } catch (const HttpStatusError& refusal) {
        throw bucket_.refused_to_read(refusal);
    }
}

fs::path S3Mirror::fetch(const std::string& path, std::uint64_t max_bytes, const fs::path& destination,
                         const TransferProgress& progress) {
    try {
        HttpMirror web(bucket_.web_prefix(), http_, bucket_.identity().signing());
        return web.fetch(path, max_bytes, destination, progress);
    } catch (const HttpStatusError& refusal) {
        throw bucket_.refused_to_read(refusal);
    }
}

// What HEAD says of the file; nothing if it is not there.
std::optional<HttpAnswer> S3Mirror::head(const std::string& path) {
    S3Call call;
    call.method = "HEAD";
    call.path = path;
    call.action = "s3:GetObject and s3:ListBucket";
    HttpAnswer answer = bucket_.ask(call);
    if (answer.status == kNotFound || (answer.status == kForbidden && use_ == S3Use::read)) return std::nullopt;
    if (answer.status != 200) throw bucket_.refused(call, answer);
    return answer;
}

bool S3Mirror::exists(const std::string& path) {
    return head(path).has_value();
}

S3Call S3Mirror::upload(const std::string& path) const {
    S3Call call;
    call.action = bucket_.settings().acl.empty() ? "s3:PutObject" : "s3:PutObject and s3:PutObjectAcl";
    call.method = "PUT";
    call.path = path;
    call.headers = upload_headers(path, bucket_.settings());
    return call;
}

S3Call S3Mirror::upload(const std::string& path, std::string_view content) const {
    S3Call call = upload(path);
    const std::string sha256 = send_content(call, content);
    call.headers.emplace_back(kSha256, sha256);
    return call;
}

void S3Mirror::put(const std::string& path, std::string_view content) {
    bucket_.ask_for_success(upload(path, content));
}

void S3Mirror::put_file(const std::string& path, const fs::path& local) {
    if (fs::file_size(local) >= kSmallestMultipart) return S3Upload(bucket_, path, local).run();
    S3Call call = upload(path);
    const std::string sha256 = send_file(call, local);
    call.headers.emplace_back(kSha256, sha256);
    bucket_.ask_for_success(call);
}

std::optional<VersionedText> S3Mirror::read_versioned(const std::string& path, std::uint64_t max_bytes) {
    S3Call call;
    call.path = path;
    call.action = "s3:GetObject and s3:ListBucket";
    call.max_answer = max_bytes;
    HttpAnswer answer = bucket_.ask(call);
    if (is_file_absent(answer)) return std::nullopt;
    if (answer.status != 200) throw bucket_.refused(call, answer);
    auto version = etag_of(answer, bucket_.name_of(path));
    return VersionedText{std::move(answer.body), std::move(version)};
}

// Some servers take no notice of conditions: what is there is looked at before, and what came of it after. That keeps
// others' work but for the moment in between, in which only a server that knows conditions does.
bool S3Mirror::put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) {
    const auto before = head(path);
    if (before.has_value() != version.has_value()) return false;
    if (before && etag_of(*before, bucket_.name_of(path)) != *version) return false;
    S3Call call = upload(path, content);
    const auto unconditional = call.headers;
    call.headers.emplace_back(version ? "If-Match" : "If-None-Match", version.value_or("*"));
    HttpAnswer answer = bucket_.ask(call);
    if (answer.status == kNotImplemented) {
        call.headers = unconditional;
        answer = bucket_.ask(call);
    }
    const bool conflict = answer.status == kConflict && has_code(answer, "ConditionalRequestConflict");
    if (conflict || (version && is_file_absent(answer))) return false;
    if (!is_success(answer) && answer.status != kPreconditionFailed) throw bucket_.refused(call, answer);
    // A refusal may be the answer to the second try of a request whose first one was done.
    const auto now = head(path);
    return now && read(path, kLargestText) == content;
}

void S3Mirror::remove(const std::string& path) {
    S3Call call;
    call.action = "s3:DeleteObject";
    call.method = "DELETE";
    call.path = path;
    const HttpAnswer answer = bucket_.ask(call);
    if (answer.status != 200 && answer.status != 204 && !is_file_absent(answer)) throw bucket_.refused(call, answer);
}

std::vector<std::string> S3Mirror::list(const std::string& folder) {
    std::vector<std::string> files;
    for (auto& file : list_all(folder)) files.push_back(std::move(file.path));
    return files;
}

std::vector<MirrorFile> S3Mirror::list_all(const std::string& folder) {
    std::vector<MirrorFile> files;
    const std::string root = bucket_.key_of("");
    S3Call call;
    call.action = "s3:ListBucket";
    call.query = {{"list-type", "2"}, {"prefix", bucket_.key_of(folder.empty() ? "" : folder + "/")}};
    for (int page = 0; page < kMostPages; ++page) {
        const auto listing = parse_listing(bucket_.ask_for_success(call).body, url_);
        for (const auto& object : listing.objects) {
            if (!object.key.starts_with(call.query["prefix"])) continue;
            const std::string path = object.key.substr(root.size());
            if (is_plain_path(path)) files.push_back({path, object.bytes});
        }
        if (listing.next.empty()) {
            std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
            return files;
        }
        call.query["continuation-token"] = listing.next;
    }
    throw Error(ErrorKind::source, fmt::format("{}/{}: the server lists files without an end", url_, folder));
}

}  // namespace sf
