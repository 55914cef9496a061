#include "buildcache/keys.h"

#include <fmt/format.h>

#include "base/error.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "sign/fingerprint.h"

namespace sf {
namespace {

std::vector<std::string> offered_fingerprints(Mirror& mirror) {
    const std::string origin = mirror.url() + "/" + layout::kKeyIndexManifest;
    const Json index =
        parse_json(read_described(mirror, layout::kKeyIndexManifest, layout::kKeyIndex, layout::kMaxKey), origin);
    std::vector<std::string> fingerprints;
    const Json keys = index.value("keys", Json::object());
    for (const auto& [fingerprint, nothing] : keys.items()) fingerprints.push_back(parse_fingerprint(fingerprint));
    return fingerprints;
}

// Armoured; a file that holds another key, or one more, is refused.
std::string offered_key(Mirror& mirror, const std::string& fingerprint, Keyring& keyring) {
    const std::string path = layout::key_manifest(fingerprint);
    auto armored = read_described(mirror, path, layout::kKey, layout::kMaxKey);
    const auto found = keyring.add(armored, mirror.url() + "/" + path);
    if (found != std::vector{fingerprint})
        throw Error(ErrorKind::source, fmt::format("{}/{} holds {} and not the key of its name alone", mirror.url(),
                                                   path, fmt::join(found, ", ")));
    return armored;
}

}  // namespace

std::vector<OfferedKey> offered_keys(Mirror& mirror, const TrustStore& trust, Process& process) {
    const auto pinned = trust.find(mirror.url());
    std::vector<OfferedKey> keys;
    auto keyring = Keyring::ephemeral(process);
    for (const auto& fingerprint : offered_fingerprints(mirror)) {
        offered_key(mirror, fingerprint, keyring);
        keys.push_back({keyring.key(fingerprint), pinned && pinned->fingerprint == fingerprint});
    }
    return keys;
}

PublicKey trust_key(Mirror& mirror, const std::string& fingerprint, const TrustStore& trust, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    const auto armored = offered_key(mirror, fingerprint, keyring);
    trust.trust(mirror.url(), fingerprint, armored);
    return keyring.key(fingerprint);
}

}  // namespace sf
