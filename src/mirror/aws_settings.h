// What the environment and AWS's profile files say of how S3 is reached, in the order of AWS's own tools:
// docs.aws.amazon.com/sdkref/latest/guide (settings reference).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/http.h"

namespace sf {

// A variable's value; nothing where it is not set, or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment system_environment();

// A token of somebody who knows us, and the role that it may take on.
struct WebIdentity {
    std::string token_file, role_arn, session_name;
};

struct AwsSettings {
    std::optional<AwsSigning> signing;  // keys that stand there; absent: see below, or requests are anonymous
    std::optional<WebIdentity> web_identity;
    bool ask_machine = false;  // neither of the two, and nothing that is not supported: this machine may have a role
    std::string credentials;   // for messages, where they are from: "environment", "profile dev", "none"
    std::string region;        // us-east-1 unless something names another
    std::string endpoint;      // https://HOST without '/' at the end; empty: Amazon's of the region
    std::string sts_endpoint;  // of the service that gives credentials for a web identity; as `endpoint`
    bool path_style = false;   // ENDPOINT/BUCKET instead of BUCKET.ENDPOINT
    std::string acl;           // of files that are written (SLURM_FACTORY_S3_ACL), such as public-read; empty: none
    std::string encryption;    // on the server (SLURM_FACTORY_S3_SSE): AES256, aws:kms; empty: the bucket's own
};

// Throws Error(usage) for a profile that is not there, half a pair of keys, a region or an endpoint that is none, an
// ACL or an encryption that S3 does not have.
AwsSettings aws_settings(const Environment& environment);

}  // namespace sf
