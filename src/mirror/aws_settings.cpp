#include "mirror/aws_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/environment.h"
#include "base/files.h"
#include "mirror/aws_profile.h"

namespace sf {
namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";

std::string first_of(std::initializer_list<std::optional<std::string>> values) {
    for (const auto& value : values)
        if (value && !value->empty()) return *value;
    return "";
}

// The chosen profile, with the keys of both files, and what it says of S3 elsewhere.
class Profile {
  public:
    explicit Profile(const Environment& environment)
        : config_(text_of(environment, "AWS_CONFIG_FILE", "config")), name_("default") {
        const auto chosen = environment("AWS_PROFILE");
        if (chosen) name_ = *chosen;
        const auto stored = aws_section(text_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), name_);
        auto configured = aws_section(config_, "profile " + name_);
        if (!configured && name_ == "default") configured = aws_section(config_, name_);
        if (chosen && !stored && !configured)
            throw Error(ErrorKind::usage, fmt::format("AWS_PROFILE names '{}', which no file of profiles has", name_),
                        "the files are ~/.aws/config and ~/.aws/credentials unless AWS_CONFIG_FILE and "
                        "AWS_SHARED_CREDENTIALS_FILE name others");
        if (stored) keys_ = *stored;
        if (configured) keys_.insert(configured->begin(), configured->end());
    }

    const std::string& name() const { return name_; }

    std::optional<std::string> value(const std::string& key) const {
        const auto found = keys_.find(key);
        return found == keys_.end() ? std::nullopt : std::optional(found->second);
    }

    std::string endpoint() const {
        std::optional<std::string> of_s3;
        if (const auto services = value("services")) {
            const auto section = aws_section(config_, "services " + *services).value_or(AwsSection());
            if (section.contains("s3.endpoint_url")) of_s3 = section.at("s3.endpoint_url");
        }
        return first_of({of_s3, value("endpoint_url")});
    }

    // The first key that says that the credentials are to be had from somebody else; empty if there is none.
    std::string foreign_source() const {
        for (const char* key : {"role_arn", "credential_process", "sso_session", "sso_start_url", "login_session"})
            if (keys_.contains(key)) return key;
        return "";
    }

  private:
    static std::string text_of(const Environment& environment, const std::string& variable, const std::string& name) {
        const auto named = environment(variable);
        const auto home = environment("HOME");
        if (!named && !home) return "";
        return read_file_if_exists(named ? fs::path(*named) : fs::path(*home) / ".aws" / name).value_or("");
    }

    std::string config_, name_;
    AwsSection keys_;
};

// Nothing if neither key is there.
std::optional<AwsSigning> signing_of(const std::string& where, const std::optional<std::string>& access_key,
                                     const std::optional<std::string>& secret_key,
                                     const std::optional<std::string>& session_token) {
    const bool access = !first_of({access_key}).empty(), secret = !first_of({secret_key}).empty();
    if (access != secret)
        throw Error(ErrorKind::usage, fmt::format("the AWS credentials of the {} are incomplete: {} is missing", where,
                                                  access ? "the secret access key" : "the access key's id"));
    if (!access) return std::nullopt;
    return AwsSigning{*access_key, *secret_key, session_token.value_or(""), ""};
}

void take_credentials(AwsSettings& settings, const Environment& environment, const Profile& profile) {
    settings.credentials = "environment";
    settings.signing = signing_of(settings.credentials, environment("AWS_ACCESS_KEY_ID"),
                                  environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"));
    if (settings.signing) return;
    settings.credentials = "profile " + profile.name();
    settings.signing = signing_of(settings.credentials, profile.value("aws_access_key_id"),
                                  profile.value("aws_secret_access_key"), profile.value("aws_session_token"));
    if (settings.signing) return;
    const std::string foreign = profile.foreign_source();
    settings.credentials = "none";
    if (!foreign.empty())
        settings.credentials += fmt::format(" ({} has them by {}, which is not supported)", profile.name(), foreign);
}

// It becomes part of a host's name.
void check_region(const std::string& region) {
    const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
    if (!std::all_of(region.begin(), region.end(), allowed))
        throw Error(ErrorKind::usage, fmt::format("'{}' is no region of AWS", region), "us-east-1 is one");
}

void check_endpoint(const std::string& endpoint) {
    if (!endpoint.starts_with("https://") && !endpoint.starts_with("http://"))
        throw Error(ErrorKind::usage, fmt::format("the S3 endpoint '{}' is no URL", endpoint),
                    "AWS_ENDPOINT_URL_S3=https://HOST:PORT");
}

}  // namespace

Environment system_environment() {
    return environment_variable;
}

AwsSettings aws_settings(const Environment& environment) {
    const Profile profile(environment);
    AwsSettings settings;
    take_credentials(settings, environment, profile);
    settings.region = first_of({environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"), profile.value("region"),
                                std::string(kDefaultRegion)});
    check_region(settings.region);
    if (settings.signing) settings.signing->region = settings.region;
    settings.endpoint =
        first_of({environment("AWS_ENDPOINT_URL_S3"), environment("AWS_ENDPOINT_URL"), profile.endpoint()});
    if (!settings.endpoint.empty()) check_endpoint(settings.endpoint);
    while (settings.endpoint.ends_with('/')) settings.endpoint.pop_back();
    // Servers of one's own seldom have a name in the DNS for each bucket.
    const std::string style = first_of({profile.value("s3.addressing_style"), "auto"});
    settings.path_style = style == "path" || (style != "virtual" && !settings.endpoint.empty());
    return settings;
}

}  // namespace sf
