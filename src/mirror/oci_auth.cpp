#include "mirror/oci_auth.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "mirror/oci_challenge.h"
#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr std::uint64_t kMaxTokenAnswer = 1 << 20;

std::string challenge_parameter(const AuthChallenge& challenge, const std::string& name) {
    const auto found = challenge.parameters.find(name);
    return found == challenge.parameters.end() ? "" : found->second;
}

// The token of an answer; empty if there is none that can stand in a header.
std::string registry_token(const std::string& answer, const std::string& origin) {
    const Json json = parse_json(answer, origin);
    for (const char* name : {"token", "access_token"}) {
        if (!json.is_object() || !json.contains(name) || !json.at(name).is_string()) continue;
        const std::string token = json.at(name);
        const auto printable = [](unsigned char c) { return c > ' ' && c < 127; };
        if (!token.empty() && std::all_of(token.begin(), token.end(), printable)) return token;
    }
    return "";
}

}  // namespace

OciAuth::OciAuth(const OciUrl& url, OciCredentials credentials, Http& http)
    : url_(url), credentials_(std::move(credentials)), http_(http) {
    if (!credentials_.any() || may_carry_secrets(url_.origin())) return;
    credentials_ = {"", "", "none (those of the " + credentials_.from + " are not sent without TLS)"};
}

std::string OciAuth::header() {
    const std::lock_guard lock(mutex_);
    return header_;
}

bool OciAuth::renew(const std::string& refused, const std::string& challenge) {
    const std::lock_guard lock(mutex_);
    if (header_ != refused) return true;
    const auto challenges = parse_challenges(challenge);
    const auto find = [&](const char* scheme) {
        return std::find_if(challenges.begin(), challenges.end(),
                            [&](const AuthChallenge& known) { return known.scheme == scheme; });
    };
    if (const auto wanted = find("bearer");
        wanted != challenges.end() && !challenge_parameter(*wanted, "realm").empty()) {
        header_ = bearer(challenge_parameter(*wanted, "realm"), challenge_parameter(*wanted, "service"),
                         challenge_parameter(*wanted, "scope"));
        return header_ != refused;
    }
    if (find("basic") == challenges.end() || !credentials_.any()) return false;
    header_ = basic();
    return header_ != refused;
}

std::string OciAuth::basic() const {
    return "Basic " + base64(credentials_.user + ":" + credentials_.password);
}

std::string OciAuth::bearer(const std::string& realm, const std::string& service, const std::string& scope) const {
    const bool encrypted = realm.starts_with("https://");
    if (!encrypted && !(url_.plain_http && may_carry_secrets(realm)))
        throw Error(ErrorKind::source,
                    fmt::format("{} sends us to {} for a token, which is not https", url_.text(), realm));
    HttpRequest request;
    request.url = fmt::format("{}{}service={}&scope={}", realm, realm.find('?') == std::string::npos ? '?' : '&',
                              percent_encoded(service), percent_encoded(scope));
    request.max_answer = kMaxTokenAnswer;
    if (credentials_.any()) request.headers = {{"Authorization", basic()}};
    const HttpAnswer answer = http_.exchange(request);
    if (answer.status != 200)
        throw Error(ErrorKind::source,
                    fmt::format("{} gives no token for {}: status {}", realm, url_.text(), answer.status),
                    advice(answer.status));
    const std::string token = registry_token(answer.body, realm);
    if (token.empty()) throw Error(ErrorKind::source, fmt::format("{} gives no token for {}", realm, url_.text()));
    return "Bearer " + token;
}

std::string OciAuth::advice(long status) const {
    const std::string from = "; credentials: " + credentials_.from;
    if (status == 401 && credentials_.any()) return "the registry does not accept the user's name and password" + from;
    if (status == 401 || (status == 403 && !credentials_.any()))
        return fmt::format(
            "what is not public needs SLURM_FACTORY_OCI_USERNAME and SLURM_FACTORY_OCI_PASSWORD, or an "
            "entry for {} in ~/.docker/config.json{}",
            url_.host, from);
    if (status == 403) return "the user may not do this there" + from;
    if (status == 404) return "check the repository's name";
    return status >= 500 || status == 429 ? "try again later" : "the registry does not take the request";
}

}  // namespace sf
