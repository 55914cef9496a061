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

struct AwsSettings {
    std::optional<AwsSigning> signing;  // absent: requests are anonymous
    std::string credentials;            // for messages, where they are from: "environment", "profile dev", "none"
    std::string region;                 // us-east-1 unless something names another
    std::string endpoint;               // https://HOST without '/' at the end; empty: Amazon's of the region
    bool path_style = false;            // ENDPOINT/BUCKET instead of BUCKET.ENDPOINT
};

// Throws Error(usage) for a profile that is not there, half a pair of keys, a region or an endpoint that is none.
AwsSettings aws_settings(const Environment& environment);

}  // namespace sf
