#include "mirror/aws_identity.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"

namespace sf {
namespace {

constexpr std::int64_t kBeforeExpiry = 5 * 60;  // seconds
constexpr std::int64_t kBetweenTries = 30;

}  // namespace

AwsIdentity::AwsIdentity(const AwsSettings& settings, Environment environment, Http& http, Clock& clock)
    : settings_(settings),
      environment_(std::move(environment)),
      http_(http),
      clock_(clock),
      source_(settings.credentials),
      signing_(settings.signing) {
    if (!signing_ && (settings_.web_identity || settings_.ask_machine)) renew_at_ = 0;
}

std::optional<AwsSigning> AwsIdentity::signing() {
    const std::lock_guard lock(mutex_);
    if (renew_at_ && clock_.unix_seconds() >= *renew_at_) renew();
    return signing_;
}

std::string AwsIdentity::source() {
    const std::lock_guard lock(mutex_);
    return source_;
}

// What is there already may still hold for some minutes when somebody who gives credentials cannot be reached.
void AwsIdentity::renew() {
    std::optional<AwsCredentials> given;
    try {
        given = ask();
    } catch (const Error& error) {
        if (!signing_) throw;
        spdlog::warn("the AWS credentials were not renewed: {}", error.message());
        renew_at_ = clock_.unix_seconds() + kBetweenTries;
        return;
    }
    renew_at_.reset();
    if (!given) return;
    signing_ = AwsSigning{given->access_key, given->secret_key, given->session_token, settings_.region};
    if (given->expires) renew_at_ = std::max(*given->expires - kBeforeExpiry, clock_.unix_seconds() + kBetweenTries);
}

std::optional<AwsCredentials> AwsIdentity::ask() {
    if (settings_.web_identity) return web_identity_credentials(settings_, http_);
    auto given = container_credentials(environment_, http_);
    if (given) source_ = "container";
    if (given) return given;
    given = instance_credentials(environment_, http_);
    if (given) source_ = "EC2 machine";
    return given;
}

}  // namespace sf
