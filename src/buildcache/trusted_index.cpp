#include "buildcache/trusted_index.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "sign/clearsigned.h"
#include "sign/verify.h"

namespace sf {
namespace {

void refuse_or_warn(bool allow_stale, const std::string& fault) {
    if (!allow_stale)
        throw Error(ErrorKind::source, fault,
                    "somebody may be replaying an old state; --allow-stale takes it nevertheless");
    spdlog::warn("{}: TAKEN NEVERTHELESS (--allow-stale)", fault);
}

// Nothing where Spack has an index and we have none.
std::optional<std::string> signed_index(Mirror& mirror, LayoutVersion version) {
    const Layout& layout = layout_of(version);
    try {
        return mirror.read(layout.signed_index(), layout::kMaxIndex);
    } catch (const Error& e) {
        const bool is_spacks = e.kind() == ErrorKind::source && !mirror.exists(layout.signed_index()) &&
                               mirror.exists(layout.spack_index());
        if (is_spacks) return std::nullopt;
        throw;
    }
}

Index load_hints(Mirror& mirror, LayoutVersion layout, const MirrorTrust& known, bool allow_stale) {
    if (known.serial > 0)
        refuse_or_warn(allow_stale, fmt::format("{} has no signed index, but number {} was seen there before",
                                                mirror.url(), known.serial));
    spdlog::warn("{} was written by Spack, which signs packages but no index: an old state of it is not noticed",
                 mirror.url());
    return read_spack_index(mirror, layout);
}

}  // namespace

Index load_trusted_index(Mirror& mirror, const TrustStore& trust, Process& process, Clock& clock, bool allow_stale) {
    MirrorTrust known = trust.at(mirror.url());
    const LayoutVersion layout = found_layout(mirror).value_or(LayoutVersion::v3);
    const std::string path = layout_of(layout).signed_index(), origin = mirror.url() + "/" + path;
    const auto found = signed_index(mirror, layout);
    if (!found) return load_hints(mirror, layout, known, allow_stale);
    const std::string& file = *found;
    const std::string sha256 = sha256_hex(file);
    const auto now = clock.unix_seconds();
    const bool verified_before =
        sha256 == known.verified_index && (known.verified_until == 0 || now < known.verified_until);
    std::string text;
    if (verified_before) {
        text = clearsigned_body(file);
    } else {
        auto keyring = Keyring::ephemeral(process);
        keyring.add(trust.public_key(known.fingerprint), "the trusted key");
        auto verified = verify_clearsigned(keyring, {known.fingerprint}, file, origin);
        text = std::move(verified.text);
        known.verified_until = verified.key_expires;
    }
    Index index = parse_index(text, origin, layout);
    if (index.serial < known.serial)
        refuse_or_warn(allow_stale, fmt::format("{} is number {}, but number {} was seen before", origin, index.serial,
                                                known.serial));
    if (index.expires <= now)
        refuse_or_warn(allow_stale, fmt::format("{} has expired on {}", origin, format_utc(index.expires)));
    known.verified_index = sha256;
    known.serial = std::max(known.serial, index.serial);
    if (!verified_before) trust.note(mirror.url(), known);
    return index;
}

}  // namespace sf
