#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "mirror/aws_credentials.h"
#include "mirror/aws_error.h"
#include "mirror/url_path.h"
#include "mirror/utc_time.h"
#include "mirror/xml.h"

namespace sf {
namespace {

std::string sts_endpoint(const AwsSettings& settings) {
    if (!settings.sts_endpoint.empty()) return settings.sts_endpoint;
    return fmt::format("https://sts.{}.amazonaws.com{}", settings.region,
                       settings.region.starts_with("cn-") ? ".cn" : "");
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string form;
    for (const auto& [name, value] : fields) form += (form.empty() ? "" : "&") + name + "=" + query_encoded(value);
    return form;
}

}  // namespace

AwsCredentials web_identity_credentials(const AwsSettings& settings, Http& http) {
    const WebIdentity& identity = *settings.web_identity;
    const auto token = read_file_if_exists(identity.token_file);
    if (!token)
        throw Error(ErrorKind::source, "the web identity's token " + identity.token_file + " is not there",
                    "AWS_WEB_IDENTITY_TOKEN_FILE names it");
    HttpRequest request;
    request.method = "POST";
    request.url = sts_endpoint(settings) + "/";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/xml"}};
    request.body = form_encoded({{"Action", "AssumeRoleWithWebIdentity"},
                                 {"RoleArn", identity.role_arn},
                                 {"RoleSessionName", identity.session_name},
                                 {"Version", "2011-06-15"},
                                 {"WebIdentityToken", std::string(trim(*token))}});
    const HttpAnswer answer = http.exchange(request);
    if (answer.status != 200)
        throw Error(ErrorKind::source,
                    fmt::format("{} gives no credentials for the role {}: status {}{}", request.url, identity.role_arn,
                                answer.status, in_brackets(aws_error_word(answer.body, "Code"))),
                    "the role must trust the identity provider, and the token must not have expired");
    const XmlElement document = parse_xml(answer.body, request.url);
    const XmlElement* result = document.child("AssumeRoleWithWebIdentityResult");
    const XmlElement* given = result == nullptr ? nullptr : result->child("Credentials");
    if (given == nullptr || given->text_of("AccessKeyId").empty() || given->text_of("SecretAccessKey").empty())
        throw Error(ErrorKind::source, request.url + ": the answer has no credentials");
    return {given->text_of("AccessKeyId"), given->text_of("SecretAccessKey"), given->text_of("SessionToken"),
            parse_iso_time(given->text_of("Expiration"))};
}

}  // namespace sf
