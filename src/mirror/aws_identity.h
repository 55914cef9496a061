// Who we are to AWS: credentials in the order of AWS's own tools (environment, web identity, profile, container, EC2
// machine), had when they are first wanted and renewed before they expire.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "mirror/aws_credentials.h"
#include "mirror/aws_settings.h"

namespace sf {

class AwsIdentity {
  public:
    // `http` and `clock` must outlive it.
    AwsIdentity(const AwsSettings& settings, Environment environment, Http& http, Clock& clock);

    // Nothing: requests are anonymous. Thread-safe. Throws Error(source) if a source that is set up gives none.
    std::optional<AwsSigning> signing();
    // For messages: "environment", "profile dev", "web identity", "container", "EC2 machine", "none".
    std::string source();

  private:
    void renew();
    std::optional<AwsCredentials> ask();

    const AwsSettings settings_;
    const Environment environment_;
    Http& http_;
    Clock& clock_;
    std::mutex mutex_;
    std::string source_;
    std::optional<AwsSigning> signing_;
    std::optional<std::int64_t> renew_at_;  // unix seconds; nothing: never
};

}  // namespace sf
