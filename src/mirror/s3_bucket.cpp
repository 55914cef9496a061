#include "mirror/s3_bucket.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "mirror/caching.h"
#include "mirror/s3_refusal.h"
#include "mirror/url_path.h"
#include "mirror/utc_time.h"

namespace sf {
namespace {

constexpr const char* kContentHash = "x-amz-content-sha256";
constexpr int kTries = 5;  // about 15 s of waiting in all

// In the order in which it is signed.
std::string query_text(const std::map<std::string, std::string>& query) {
    std::string text;
    for (const auto& [name, value] : query) text += (text.empty() ? "?" : "&") + name + "=" + query_encoded(value);
    return text;
}

std::optional<std::int64_t> date_of(const HttpAnswer& answer) {
    const auto date = answer.headers.find("date");
    return date == answer.headers.end() ? std::nullopt : parse_http_date(date->second);
}

std::string add_checksums(S3Call& call, Hasher& md5, Hasher& sha256) {
    const std::string hexadecimal = hex(sha256.digest());
    call.headers.emplace_back("Content-MD5", base64(md5.digest()));
    call.headers.emplace_back(kContentHash, hexadecimal);
    return hexadecimal;
}

}  // namespace

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

S3Bucket::S3Bucket(S3Url s3, AwsSettings settings, Http& http, Environment environment, std::unique_ptr<Clock> clock)
    : s3_(std::move(s3)),
      settings_(std::move(settings)),
      http_(http),
      clock_(std::move(clock)),
      identity_(settings_, std::move(environment), http, *clock_) {}

HttpAnswer S3Bucket::ask(const S3Call& call) {
    HttpRequest request;
    request.method = call.method;
    request.url = (call.path.empty() ? web_url({s3_.bucket, ""}, settings_) + "/"
                                     : web_prefix() + "/" + percent_encoded(call.path)) +
                  query_text(call.query);
    request.headers = call.headers;
    request.body = call.body;
    request.body_file = call.body_file;
    request.body_offset = call.body_offset;
    request.body_bytes = call.body_bytes;
    request.max_answer = call.max_answer;
    request.retries = kTries - 1;
    request.signing = identity_.signing();
    return http_.exchange(request);
}

HttpAnswer S3Bucket::ask_for_success(const S3Call& call) {
    HttpAnswer answer = ask(call);
    if (!is_success(answer)) throw refused(call, answer);
    return answer;
}

Error S3Bucket::refused(const S3Call& call, const HttpAnswer& answer) {
    const std::string name = call.path.empty() ? s3_.text() : name_of(call.path);
    return explain(fmt::format("{} {}: the server answered with status {}", call.method, name, answer.status),
                   call.action, call.method == "HEAD" ? with_reason(call, answer) : answer);
}

// HEAD is answered without a word; GET of one byte is not.
HttpAnswer S3Bucket::with_reason(S3Call call, const HttpAnswer& answer) {
    call.method = "GET";
    call.headers = {{"Range", "bytes=0-0"}};
    HttpAnswer told = ask(call);
    return is_success(told) ? answer : told;
}

Error S3Bucket::refused_to_read(const HttpStatusError& refusal) {
    S3Call probe;
    probe.method = "HEAD";
    HttpAnswer answer;
    if (refusal.status() == 403) answer = ask(probe);  // says the server's time
    answer.status = refusal.status();
    answer.body = refusal.body();
    return explain(refusal.message(), "s3:GetObject", answer);
}

Error S3Bucket::explain(const std::string& what, const std::string& action, const HttpAnswer& answer) {
    S3Refusal refusal;
    refusal.what = what;
    refusal.action = action;
    refusal.status = answer.status;
    refusal.body = answer.body;
    refusal.server_time = date_of(answer);
    refusal.our_time = clock_->unix_seconds();
    refusal.signed_request = identity_.signing().has_value();
    refusal.credentials = identity_.source();
    refusal.region = settings_.region;
    return explained(refusal);
}

HttpHeaders upload_headers(const std::string& path, const AwsSettings& settings) {
    HttpHeaders headers = {{"Cache-Control", cache_control_of(path)}, {"Content-Type", content_type_of(path)}};
    if (!settings.acl.empty()) headers.emplace_back("x-amz-acl", settings.acl);
    if (!settings.encryption.empty()) headers.emplace_back("x-amz-server-side-encryption", settings.encryption);
    return headers;
}

std::string send_content(S3Call& call, std::string_view content) {
    call.body = content;
    Hasher md5(Hasher::Algorithm::md5), sha256(Hasher::Algorithm::sha256);
    md5.update(content);
    sha256.update(content);
    return add_checksums(call, md5, sha256);
}

std::string send_file(S3Call& call, const fs::path& file) {
    call.body_file = file;
    call.body_bytes = fs::file_size(file);
    Hasher md5(Hasher::Algorithm::md5), sha256(Hasher::Algorithm::sha256);
    hash_part(file, 0, call.body_bytes, {&md5, &sha256});
    return add_checksums(call, md5, sha256);
}

void send_file_part(S3Call& call, const fs::path& file, std::uint64_t offset, std::uint64_t bytes) {
    call.body_file = file;
    call.body_offset = offset;
    call.body_bytes = bytes;
    Hasher sha256(Hasher::Algorithm::sha256);
    hash_part(file, offset, bytes, {&sha256});
    call.headers.emplace_back(kContentHash, hex(sha256.digest()));
}

}  // namespace sf
