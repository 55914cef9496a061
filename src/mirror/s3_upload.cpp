#include "mirror/s3_upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/process.h"
#include "base/text.h"
#include "mirror/aws_error.h"

namespace sf {
namespace {

constexpr std::uint64_t kPart = 16ull << 20;
constexpr std::uint64_t kMostParts = 10'000;  // docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
constexpr unsigned kAtOnce = 4;
constexpr std::int64_t kAbandonedAfter = 24 * 60 * 60;  // seconds; a younger one may be another run's
constexpr int kMostPartPages = 100;

// 16 MiB, or more where that would be too many parts.
std::uint64_t part_size(std::uint64_t bytes) {
    const std::uint64_t needed = (bytes + kMostParts - 1) / kMostParts;
    return std::max(kPart, (needed + kPart - 1) / kPart * kPart);
}

bool is_gone(const HttpAnswer& answer) {
    return answer.status == 404 && aws_error_word(answer.body, "Code") == "NoSuchUpload";
}

std::string without_quotes(std::string_view etag) {
    const bool quoted = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
    return std::string(quoted ? etag.substr(1, etag.size() - 2) : etag);
}

}  // namespace

S3Upload::S3Upload(S3Bucket& bucket, std::string path, const fs::path& local)
    : bucket_(bucket),
      path_(std::move(path)),
      local_(local),
      bytes_(fs::file_size(local)),
      part_bytes_(part_size(bytes_)),
      count_((bytes_ + part_bytes_ - 1) / part_bytes_) {}

std::uint64_t S3Upload::bytes_of(std::uint64_t number) const {
    return std::min(part_bytes_, bytes_ - offset_of(number));
}

S3Call S3Upload::call(const std::string& method, const std::string& action) const {
    S3Call result;
    result.action = action;
    result.method = method;
    result.path = path_;
    return result;
}

// Somebody else may end the upload that is gone on with: another run that sends the same file, or a rule of the bucket.
void S3Upload::run() {
    Etags there;
    std::string id = go_on(there);
    if (id.empty() || !send_all(id, there) || !complete(id, there)) {
        there.clear();
        id = start();
        if (!send_all(id, there) || !complete(id, there))
            throw Error(ErrorKind::source, bucket_.name_of(path_) + ": the upload was ended by somebody else",
                        "publish again when no other run does");
    }
    check_size();
}

std::string S3Upload::start() {
    S3Call request = call("POST", "s3:PutObject");
    request.query = {{"uploads", ""}};
    request.headers = upload_headers(path_, bucket_.settings());
    return parse_upload_id(bucket_.ask_for_success(request).body, bucket_.name_of(path_));
}

// The upload of the same bytes that has most of them, and the ETags of these; nothing if there is none. What nobody can
// go on with is ended, as what was sent of it is paid for.
std::string S3Upload::go_on(Etags& there) {
    std::string best;
    for (const auto& upload : pending()) {
        const auto parts = parts_of(upload.id);
        const bool ours = !parts.empty() &&
                          std::all_of(parts.begin(), parts.end(), [&](const S3Part& part) { return is_ours(part); });
        if (ours && parts.size() > there.size()) {
            best = upload.id;
            there.clear();
            for (const auto& part : parts) there[part.number] = part.etag;
        } else if (!ours && bucket_.clock().unix_seconds() - upload.since > kAbandonedAfter) {
            abort(upload.id);
        }
    }
    return best;
}

std::vector<S3PendingUpload> S3Upload::pending() {
    S3Call request;
    request.action = "s3:ListBucketMultipartUploads";
    request.query = {{"prefix", bucket_.key_of(path_)}, {"uploads", ""}};
    const HttpAnswer answer = bucket_.ask(request);
    if (!is_success(answer)) return {};  // whoever may not ask sends all
    auto uploads = parse_uploads(answer.body, bucket_.name_of(path_));
    std::erase_if(uploads, [&](const S3PendingUpload& upload) {
        return upload.key != bucket_.key_of(path_) || upload.id.empty();
    });
    return uploads;
}

// None if one cannot be told, as when the upload was ended meanwhile.
std::vector<S3Part> S3Upload::parts_of(const std::string& id) {
    std::vector<S3Part> parts;
    std::string marker;
    for (int page = 0; page < kMostPartPages; ++page) {
        S3Call request = call("GET", "s3:ListMultipartUploadParts");
        request.query = {{"uploadId", id}};
        if (!marker.empty()) request.query["part-number-marker"] = marker;
        const HttpAnswer answer = bucket_.ask(request);
        if (!is_success(answer)) return {};
        auto some = parse_parts(answer.body, bucket_.name_of(path_));
        std::move(some.parts.begin(), some.parts.end(), std::back_inserter(parts));
        marker = some.next;
        if (marker.empty()) return parts;
    }
    return {};
}

// Where the server encrypts with keys of KMS an ETag is no checksum: nothing is gone on with then.
bool S3Upload::is_ours(const S3Part& part) const {
    if (part.number < 1 || part.number > count_ || part.bytes != bytes_of(part.number)) return false;
    throw_if_interrupted();
    Hasher md5(Hasher::Algorithm::md5);
    hash_part(local_, offset_of(part.number), part.bytes, {&md5});
    return without_quotes(part.etag) == hex(md5.digest());
}

void S3Upload::abort(const std::string& id) {
    S3Call request = call("DELETE", "s3:AbortMultipartUpload");
    request.query = {{"uploadId", id}};
    bucket_.ask(request);  // if that fails, it is tried again by the next run
}

// False: the upload is not there any more.
bool S3Upload::send_all(const std::string& id, Etags& there) {
    std::vector<std::uint64_t> missing;
    for (std::uint64_t number = 1; number <= count_; ++number)
        if (!there.contains(number)) missing.push_back(number);
    std::mutex mutex;
    std::atomic<bool> gone{false};
    parallel_for(missing.size(), kAtOnce, [&](std::size_t i) {
        if (gone) return;
        const std::uint64_t number = missing[i];
        S3Call request = call("PUT", "s3:PutObject");
        request.query = {{"partNumber", std::to_string(number)}, {"uploadId", id}};
        send_file_part(request, local_, offset_of(number), bytes_of(number));
        const HttpAnswer answer = bucket_.ask(request);
        gone = gone || is_gone(answer);
        if (gone) return;
        const auto etag = answer.headers.find("etag");
        if (!is_success(answer) || etag == answer.headers.end()) throw bucket_.refused(request, answer);
        const std::lock_guard lock(mutex);
        there[number] = etag->second;
    });
    return !gone;
}

// The answer may begin with status 200 before it is known whether that succeeds.
bool S3Upload::complete(const std::string& id, const Etags& etags) {
    std::vector<S3Part> parts;
    for (const auto& [number, etag] : etags) parts.push_back({number, etag, bytes_of(number)});
    S3Call request = call("POST", "s3:PutObject");
    request.query = {{"uploadId", id}};
    request.headers = {{"Content-Type", "application/xml"}};
    request.body = parts_document(parts);
    HttpAnswer answer = bucket_.ask(request);
    if (is_gone(answer)) return false;
    if (is_success(answer) && answer.body.find("<Error>") != std::string::npos) answer.status = 500;
    if (!is_success(answer)) throw bucket_.refused(request, answer);
    return true;
}

void S3Upload::check_size() {
    const HttpAnswer answer = bucket_.ask_for_success(call("HEAD", "s3:GetObject"));
    const auto length = answer.headers.find("content-length");
    if (length == answer.headers.end() || length->second == std::to_string(bytes_)) return;
    throw Error(ErrorKind::source,
                fmt::format("{}: the server made {} bytes of the {} that were sent", bucket_.name_of(path_),
                            length->second, bytes_),
                "the server does not put large files together rightly");
}

}  // namespace sf
