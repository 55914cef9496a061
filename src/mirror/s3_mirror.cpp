#include "mirror/s3_mirror.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace sf {
namespace {

// The text of <NAME> in the answer of a server that refuses, if it is one word; else nothing. No more of it is
// believed.
std::string word_of(const std::string& answer, std::string_view name) {
    constexpr std::size_t kLongest = 64;
    const std::string open = fmt::format("<{}>", name);
    const std::size_t start = answer.find(open);
    if (start == std::string::npos) return "";
    const std::string word = answer.substr(start + open.size(), answer.find('<', start + 1) - start - open.size());
    const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
    return word.size() <= kLongest && std::all_of(word.begin(), word.end(), allowed) ? word : "";
}

template <std::size_t N>
bool is_one_of(const std::string& code, const std::array<std::string_view, N>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
constexpr std::array<std::string_view, 3> kElsewhere = {"PermanentRedirect", "TemporaryRedirect",
                                                        "AuthorizationHeaderMalformed"};
constexpr std::array<std::string_view, 4> kNotBelieved = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken",
                                                          "ExpiredToken"};

}  // namespace

S3Mirror::S3Mirror(std::string_view url, AwsSettings settings, Http& http)
    : s3_(parse_s3_url(url)),
      settings_(std::move(settings)),
      url_(s3_.text()),
      web_(web_url(s3_, settings_), http, settings_.signing) {}

std::string S3Mirror::read(const std::string& path, std::uint64_t max_bytes) {
    try {
        return web_.read(path, max_bytes);
    } catch (const HttpStatusError& refusal) {
        throw explained(refusal);
    }
}

fs::path S3Mirror::fetch(const std::string& path, std::uint64_t max_bytes, const fs::path& destination,
                         const TransferProgress& progress) {
    try {
        return web_.fetch(path, max_bytes, destination, progress);
    } catch (const HttpStatusError& refusal) {
        throw explained(refusal);
    }
}

bool S3Mirror::exists(const std::string& path) {
    return web_.exists(path);
}

Error S3Mirror::explained(const HttpStatusError& refusal) const {
    const std::string code = word_of(refusal.body(), "Code");
    const std::string message = refusal.message() + (code.empty() ? "" : " (" + code + ")");
    return Error(ErrorKind::source, message,
                 fmt::format("{}; credentials: {}; region: {}",
                             advice(refusal.status(), code, word_of(refusal.body(), "Region")), settings_.credentials,
                             settings_.region));
}

std::string S3Mirror::advice(long status, const std::string& code, const std::string& right_region) const {
    if (code == "NoSuchBucket") return "check the bucket's name, and AWS_ENDPOINT_URL_S3 for a server of your own";
    if (code == "RequestTimeTooSkewed") return "set this machine's clock";
    if (is_one_of(code, kNotBelieved)) return "the server does not accept the credentials";
    if (is_one_of(code, kElsewhere) || status == 301)
        return "the bucket is in another region; set AWS_REGION" + (right_region.empty() ? "" : " to " + right_region);
    if (status == 403 && !settings_.signing)
        return "what is not public needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";
    if (status == 403) return "the credentials do not allow to read it";
    if (status == 404) return "check the prefix that follows the bucket's name";
    return status >= 500 || status == 429 ? "try again later" : "the server does not take the request";
}

}  // namespace sf
