#include "mirror/s3_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr std::string_view kScheme = "s3://";

// Letters, digits, '.', '-' and '_' (which old buckets have), with a letter or a digit at both ends: it becomes part of
// a host's name.
bool is_bucket(std::string_view name) {
    const auto alnum = [](unsigned char c) { return std::isalnum(c) != 0; };
    const auto allowed = [&](unsigned char c) { return alnum(c) || c == '.' || c == '-' || c == '_'; };
    return name.size() >= 3 && std::all_of(name.begin(), name.end(), allowed) && alnum(name.front()) &&
           alnum(name.back()) && name.find("..") == std::string_view::npos;
}

std::string amazon_host(const std::string& region) {
    return fmt::format("s3.{}.amazonaws.com{}", region, region.starts_with("cn-") ? ".cn" : "");
}

}  // namespace

std::string S3Url::text() const {
    return fmt::format("{}{}{}{}", kScheme, bucket, prefix.empty() ? "" : "/", prefix);
}

bool is_s3(std::string_view url) {
    return url.starts_with(kScheme);
}

S3Url parse_s3_url(std::string_view url) {
    const std::string_view rest = url.substr(kScheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view prefix = rest.substr(slash);
    while (prefix.starts_with('/')) prefix.remove_prefix(1);
    while (prefix.ends_with('/')) prefix.remove_suffix(1);
    if (!is_bucket(rest.substr(0, slash)))
        throw Error(ErrorKind::usage, fmt::format("'{}' names no bucket of S3", url),
                    "s3://BUCKET or s3://BUCKET/PREFIX");
    return {std::string(rest.substr(0, slash)), std::string(prefix)};
}

std::string web_url(const S3Url& s3, const AwsSettings& settings) {
    const std::string endpoint =
        settings.endpoint.empty() ? "https://" + amazon_host(settings.region) : settings.endpoint;
    // The certificate of *.s3.REGION.amazonaws.com does not hold for a bucket's name with a dot in it.
    const bool path_style = settings.path_style || s3.bucket.find('.') != std::string::npos;
    const std::size_t host = endpoint.find("://") + 3;
    const std::string bucket =
        path_style ? endpoint + "/" + s3.bucket : endpoint.substr(0, host) + s3.bucket + "." + endpoint.substr(host);
    return s3.prefix.empty() ? bucket : bucket + "/" + percent_encoded(s3.prefix);
}

}  // namespace sf
