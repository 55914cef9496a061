#include "mirror/aws_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/environment.h"
#include "base/files.h"
#include "base/text.h"
#include "mirror/aws_profile.h"

namespace sf {
namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";
constexpr const char* kSessionName = "slurm-factory";
// docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html: those that let nobody write who could not before.
constexpr std::array<std::string_view, 5> kAcls = {"private", "public-read", "authenticated-read", "bucket-owner-read",
                                                   "bucket-owner-full-control"};
constexpr std::array<std::string_view, 3> kEncryptions = {"AES256", "aws:kms", "aws:kms:dsse"};

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

// Nothing if there is neither a token nor a role, or a role that other means lead to.
std::optional<WebIdentity> web_identity_of(const std::string& where, const std::optional<std::string>& token_file,
                                           const std::optional<std::string>& role_arn,
                                           const std::optional<std::string>& session_name) {
    if (!token_file) return std::nullopt;
    if (!role_arn)
        throw Error(ErrorKind::usage, fmt::format("the {} names a web identity's token, but no role for it", where),
                    "AWS_ROLE_ARN=arn:aws:iam::ACCOUNT:role/NAME");
    return WebIdentity{*token_file, *role_arn, session_name.value_or(kSessionName)};
}

void take_credentials(AwsSettings& settings, const Environment& environment, const Profile& profile) {
    settings.credentials = "environment";
    settings.signing = signing_of(settings.credentials, environment("AWS_ACCESS_KEY_ID"),
                                  environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"));
    if (settings.signing) return;
    settings.web_identity = web_identity_of(settings.credentials, environment("AWS_WEB_IDENTITY_TOKEN_FILE"),
                                            environment("AWS_ROLE_ARN"), environment("AWS_ROLE_SESSION_NAME"));
    settings.credentials = "web identity";
    if (settings.web_identity) return;
    settings.credentials = "profile " + profile.name();
    settings.signing = signing_of(settings.credentials, profile.value("aws_access_key_id"),
                                  profile.value("aws_secret_access_key"), profile.value("aws_session_token"));
    if (settings.signing) return;
    settings.web_identity = web_identity_of(settings.credentials, profile.value("web_identity_token_file"),
                                            profile.value("role_arn"), profile.value("role_session_name"));
    settings.credentials = "web identity of profile " + profile.name();
    if (settings.web_identity) return;
    const std::string foreign = profile.foreign_source();
    settings.ask_machine = foreign.empty();
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

// Without '/' at its end; "" where nothing names one.
std::string endpoint_of(const std::string& service, std::initializer_list<std::optional<std::string>> values) {
    std::string endpoint = first_of(values);
    if (!endpoint.empty() && !endpoint.starts_with("https://") && !endpoint.starts_with("http://"))
        throw Error(ErrorKind::usage, fmt::format("the {} endpoint '{}' is no URL", service, endpoint),
                    fmt::format("AWS_ENDPOINT_URL_{}=https://HOST:PORT", service));
    while (endpoint.ends_with('/')) endpoint.pop_back();
    return endpoint;
}

// A variable's value, which must be one of a few.
template <std::size_t N>
std::string one_of(const Environment& environment, const char* name, const std::array<std::string_view, N>& allowed) {
    const std::string value = environment(name).value_or("");
    if (!value.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        throw Error(ErrorKind::usage, fmt::format("{}: '{}' is nothing that S3 has", name, value),
                    "one of " + join({allowed.begin(), allowed.end()}, ", "));
    return value;
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
    const auto everything = environment("AWS_ENDPOINT_URL");
    settings.endpoint = endpoint_of("S3", {environment("AWS_ENDPOINT_URL_S3"), everything, profile.endpoint()});
    settings.sts_endpoint = endpoint_of("STS", {environment("AWS_ENDPOINT_URL_STS"), everything});
    settings.acl = one_of(environment, "SLURM_FACTORY_S3_ACL", kAcls);
    settings.encryption = one_of(environment, "SLURM_FACTORY_S3_SSE", kEncryptions);
    // Servers of one's own seldom have a name in the DNS for each bucket.
    const std::string style = first_of({profile.value("s3.addressing_style"), "auto"});
    settings.path_style = style == "path" || (style != "virtual" && !settings.endpoint.empty());
    return settings;
}

}  // namespace sf
