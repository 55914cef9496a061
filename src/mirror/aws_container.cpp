#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "mirror/aws_credentials.h"

namespace sf {
namespace {

constexpr const char* kEcs = "http://169.254.170.2";
// Those of ECS and EKS, and this machine itself: nobody else is told the token without encryption.
constexpr std::array<std::string_view, 6> kTrustedHosts = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]",
                                                           "localhost",     "127.0.0.1",      "[::1]"};
constexpr double kTimeout = 5;

// "http://HOST:PORT/PATH" -> "HOST"; what has a user in it has none.
std::string_view host_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return "";
    const std::string_view authority = url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
    if (authority.find('@') != std::string_view::npos) return "";
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

void check_full_url(const std::string& url) {
    const auto host = host_of(url);
    const bool trusted = std::find(kTrustedHosts.begin(), kTrustedHosts.end(), host) != kTrustedHosts.end();
    if (!host.empty() && (url.starts_with("https://") || (url.starts_with("http://") && trusted))) return;
    throw Error(ErrorKind::usage, fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI: '{}' is not asked", url),
                "it must be https, or of this machine, 169.254.170.2 or 169.254.170.23");
}

std::optional<std::string> container_url(const Environment& environment) {
    if (const auto relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
        if (!relative->starts_with('/'))
            throw Error(ErrorKind::usage, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a '/'");
        return kEcs + *relative;
    }
    auto full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (full) check_full_url(*full);
    return full;
}

std::string container_token(const Environment& environment) {
    if (const auto file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))
        return std::string(trim(read_file(*file)));
    return environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
}

}  // namespace

std::optional<AwsCredentials> container_credentials(const Environment& environment, Http& http) {
    const auto url = container_url(environment);
    if (!url) return std::nullopt;
    HttpRequest request;
    request.url = *url;
    request.direct = true;
    request.connect_timeout_s = request.timeout_s = kTimeout;
    const std::string token = container_token(environment);
    if (!token.empty()) request.headers = {{"Authorization", token}};
    const HttpAnswer answer = http.exchange(request);
    if (answer.status != 200)
        throw Error(ErrorKind::source,
                    fmt::format("{} gives no credentials for the container: status {}", *url, answer.status),
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or ..._FULL_URI names it");
    return parse_json_credentials(answer.body, *url);
}

}  // namespace sf
