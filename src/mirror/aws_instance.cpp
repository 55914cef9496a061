#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"
#include "mirror/aws_credentials.h"

namespace sf {
namespace {

constexpr const char* kService = "http://169.254.169.254";
constexpr const char* kService6 = "http://[fd00:ec2::254]";
constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";
constexpr double kMetadataTimeout = 1;

std::string metadata_service(const Environment& environment) {
    auto named = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (named && !named->starts_with("http://") && !named->starts_with("https://"))
        throw Error(ErrorKind::usage, fmt::format("AWS_EC2_METADATA_SERVICE_ENDPOINT: '{}' is no URL", *named),
                    "http://HOST:PORT");
    if (!named) return environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE") == "IPv6" ? kService6 : kService;
    while (named->ends_with('/')) named->pop_back();
    return *named;
}

HttpRequest metadata_request(const std::string& method, const std::string& url) {
    HttpRequest request;
    request.method = method;
    request.url = url;
    request.direct = true;
    request.connect_timeout_s = request.timeout_s = kMetadataTimeout;
    request.retries = 0;
    request.max_answer = 64 << 10;
    return request;
}

// Nothing: this is no machine of EC2.
std::optional<std::string> session_token(const std::string& service, Http& http) {
    HttpRequest request = metadata_request("PUT", service + "/latest/api/token");
    request.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}};
    try {
        const HttpAnswer answer = http.exchange(request);
        return answer.status == 200 ? std::optional(answer.body) : std::nullopt;
    } catch (const Error& nobody) {
        if (nobody.kind() != ErrorKind::source) throw;
        return std::nullopt;
    }
}

// The first line; it becomes part of a URL.
std::string role_name(const std::string& text, const std::string& origin) {
    const std::string role(trim(split(text, '\n').front()));
    const auto allowed = [](unsigned char c) {
        return std::isalnum(c) || std::string_view("+=,.@-_").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (role.empty() || role == "." || role == ".." || !std::all_of(role.begin(), role.end(), allowed))
        throw Error(ErrorKind::source, origin + ": the answer names no role");
    return role;
}

}  // namespace

std::optional<AwsCredentials> instance_credentials(const Environment& environment, Http& http) {
    const std::string disabled = environment("AWS_EC2_METADATA_DISABLED").value_or("");
    if (disabled == "true" || disabled == "True" || disabled == "TRUE") return std::nullopt;
    const std::string service = metadata_service(environment);
    const auto token = session_token(service, http);
    if (!token) return std::nullopt;
    const auto get = [&](const std::string& url) {
        HttpRequest request = metadata_request("GET", url);
        request.headers = {{"X-aws-ec2-metadata-token", *token}};
        request.retries = 2;
        return http.exchange(request);
    };
    const std::string roles = service + kRoles;
    const HttpAnswer names = get(roles);
    if (names.status == 404) return std::nullopt;  // a machine without a role
    const std::string url = roles + (names.status == 200 ? role_name(names.body, roles) : "");
    const HttpAnswer answer = names.status == 200 ? get(url) : names;
    if (answer.status != 200)
        throw Error(ErrorKind::source,
                    fmt::format("{} gives no credentials of this machine's role: status {}", url, answer.status),
                    "AWS_EC2_METADATA_DISABLED=true keeps from asking");
    return parse_json_credentials(answer.body, url);
}

}  // namespace sf
