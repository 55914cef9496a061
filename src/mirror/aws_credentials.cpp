#include "mirror/aws_credentials.h"

#include "base/error.h"
#include "base/json.h"
#include "mirror/utc_time.h"

namespace sf {
namespace {

std::string text_of(const Json& values, const char* name) {
    const auto found = values.find(name);
    return found != values.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

AwsCredentials parse_json_credentials(const std::string& text, const std::string& origin) {
    const Json values = parse_json(text, origin);
    const bool object = values.is_object();
    const std::string access = object ? text_of(values, "AccessKeyId") : "";
    const std::string secret = object ? text_of(values, "SecretAccessKey") : "";
    if (access.empty() || secret.empty()) throw Error(ErrorKind::source, origin + ": the answer has no credentials");
    return {access, secret, text_of(values, "Token"), parse_iso_time(text_of(values, "Expiration"))};
}

}  // namespace sf
