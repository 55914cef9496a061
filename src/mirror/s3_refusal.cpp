#include "mirror/s3_refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "mirror/aws_error.h"

namespace sf {
namespace {

constexpr std::array<std::string_view, 3> kElsewhere = {"PermanentRedirect", "TemporaryRedirect",
                                                        "AuthorizationHeaderMalformed"};
constexpr std::array<std::string_view, 3> kNotBelieved = {"InvalidAccessKeyId", "SignatureDoesNotMatch",
                                                          "InvalidToken"};
constexpr std::array<std::string_view, 2> kExpired = {"ExpiredToken", "TokenRefreshRequired"};
constexpr std::array<std::string_view, 3> kDamaged = {"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"};
// A signature is good for a quarter of an hour; a temporary one may be missed by less.
constexpr std::int64_t kWrongClock = 5 * 60;

template <std::size_t N>
bool is_one_of(const std::string& code, const std::array<std::string_view, N>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// HEAD is answered without a code, so the times alone may have to tell.
bool is_clock_wrong(const S3Refusal& refusal, const std::string& code) {
    if (code == "RequestTimeTooSkewed") return true;
    return refusal.status == 403 && refusal.signed_request && refusal.server_time &&
           std::abs(refusal.our_time - *refusal.server_time) >= kWrongClock;
}

std::string clock_advice(const S3Refusal& refusal) {
    if (!refusal.server_time) return "set this machine's clock";
    const std::int64_t ahead = refusal.our_time - *refusal.server_time;
    return fmt::format("this machine's clock is {} minutes {} the server's ({}): set it", (std::abs(ahead) + 30) / 60,
                       ahead < 0 ? "behind" : "ahead of", format_utc(*refusal.server_time));
}

std::string advice(const S3Refusal& refusal, const std::string& code) {
    if (code == "NoSuchBucket") return "check the bucket's name, and AWS_ENDPOINT_URL_S3 for a server of your own";
    if (is_clock_wrong(refusal, code)) return clock_advice(refusal);
    if (is_one_of(code, kExpired)) return "the credentials have expired: get new ones";
    if (is_one_of(code, kNotBelieved)) return "the server does not accept the credentials";
    if (is_one_of(code, kElsewhere) || refusal.status == 301) {
        const std::string right = aws_error_word(refusal.body, "Region");
        return "the bucket is in another region; set AWS_REGION" + (right.empty() ? "" : " to " + right);
    }
    if (code == "AccessControlListNotSupported")
        return "the bucket takes no ACLs: unset SLURM_FACTORY_S3_ACL, and let a policy of the bucket say who reads it";
    if (is_one_of(code, kDamaged)) return "what arrived is not what was sent; try again";
    if (refusal.status == 403 && !refusal.signed_request)
        return "what is not public needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";
    if (refusal.status == 403) return "the credentials do not allow " + refusal.action;
    if (refusal.status == 404) return "check the prefix that follows the bucket's name";
    return refusal.status >= 500 || refusal.status == 429 ? "try again later" : "the server does not take the request";
}

}  // namespace

Error explained(const S3Refusal& refusal) {
    const std::string code = aws_error_word(refusal.body, "Code");
    return Error(
        ErrorKind::source, refusal.what + in_brackets(code),
        fmt::format("{}; credentials: {}; region: {}", advice(refusal, code), refusal.credentials, refusal.region));
}

}  // namespace sf
