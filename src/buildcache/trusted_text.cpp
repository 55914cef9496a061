#include "buildcache/trusted_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "sign/clearsigned.h"
#include "sign/verify.h"

namespace sf {

void refuse_stale(bool allow_stale, const std::string& fault) {
    if (!allow_stale)
        throw Error(ErrorKind::source, fault,
                    "somebody may be replaying an old state; --allow-stale takes it nevertheless");
    spdlog::warn("{}: TAKEN NEVERTHELESS (--allow-stale)", fault);
}

TrustedText::TrustedText(const std::string& file, const std::string& origin, const std::string& scope,
                         const TrustStore& trust, Process& process, Clock& clock)
    : origin_(origin), scope_(scope), trust_(trust), now_(clock.unix_seconds()), known_(trust.at(scope)) {
    if (file.starts_with('{'))
        throw Error(ErrorKind::source, origin + " was published unsigned, and nothing of it is installed",
                    "ask who publishes it to sign it");
    const std::string sha256 = sha256_hex(file);
    verified_before_ = sha256 == known_.verified_index && (known_.verified_until == 0 || now_ < known_.verified_until);
    text_ = verified_before_ ? clearsigned_body(file) : verified(file, process);
    known_.verified_index = sha256;
}

std::string TrustedText::verified(const std::string& file, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    keyring.add(trust_.public_key(known_.fingerprint), "the trusted key");
    auto verified = verify_clearsigned(keyring, {known_.fingerprint}, file, origin_);
    known_.verified_until = verified.key_expires;
    return std::move(verified.text);
}

void TrustedText::accept(std::uint64_t serial, std::int64_t expires, bool allow_stale) {
    if (serial < known_.serial)
        refuse_stale(allow_stale,
                     fmt::format("{} is number {}, but number {} was seen before", origin_, serial, known_.serial));
    if (expires <= now_) refuse_stale(allow_stale, fmt::format("{} has expired on {}", origin_, format_utc(expires)));
    known_.serial = std::max(known_.serial, serial);
    if (!verified_before_) trust_.note(scope_, known_);
}

}  // namespace sf
