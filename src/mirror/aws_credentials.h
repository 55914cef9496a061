// Credentials of AWS that somebody hands out for a while. Each of these sources gives nothing where it is not set up,
// and throws Error(source) where it is and fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/http.h"
#include "mirror/aws_settings.h"

namespace sf {

struct AwsCredentials {
    std::string access_key, secret_key, session_token;
    std::optional<std::int64_t> expires;  // unix seconds
};

// STS, for a token of an identity provider (a pod's, a CI job's): AssumeRoleWithWebIdentity.
AwsCredentials web_identity_credentials(const AwsSettings& settings, Http& http);

// The endpoint that ECS and EKS tell their containers of (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, ..._FULL_URI).
std::optional<AwsCredentials> container_credentials(const Environment& environment, Http& http);

// The role of an EC2 machine, by its metadata service (version 2). A machine that is none is not held up by it for more
// than a second.
std::optional<AwsCredentials> instance_credentials(const Environment& environment, Http& http);

// What the last two answer with: AccessKeyId, SecretAccessKey, Token, Expiration. `origin`: for messages.
AwsCredentials parse_json_credentials(const std::string& text, const std::string& origin);

}  // namespace sf
