#include "buildcache/keys.h"

#include <fmt/format.h>

#include "base/error.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "sign/fingerprint.h"
#include "sign/rotation.h"

namespace sf {
namespace {

const Layout& layout_of_keys(Mirror& mirror) {
    return layout_of(found_layout(mirror).value_or(LayoutVersion::v3));
}

std::vector<std::string> offered_fingerprints(Mirror& mirror, const Layout& layout) {
    std::vector<std::string> fingerprints;
    const Json keys = layout.read_key_index(mirror).value("keys", Json::object());
    for (const auto& [fingerprint, nothing] : keys.items()) fingerprints.push_back(parse_fingerprint(fingerprint));
    return fingerprints;
}

}  // namespace

void put_offered_key(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key) {
    put_described(mirror, layout::key_manifest(fingerprint), layout::kKey, public_key);
    const Json keys = Layout::key_index(mirror.list(layout::kKeyManifests), ".key.manifest.json");
    put_described(mirror, layout::kKeyIndexManifest, layout::kKeyIndex, compact_json(keys));
}

std::string offered_key(Mirror& mirror, const Layout& layout, const std::string& fingerprint, Keyring& keyring) {
    auto armored = layout.read_key(mirror, fingerprint);
    const std::string origin = mirror.url() + "/" + layout.key_path(fingerprint);
    const auto found = keyring.add(armored, origin);
    if (found != std::vector{fingerprint})
        throw Error(ErrorKind::source,
                    fmt::format("{} holds {} and not the key of its name alone", origin, fmt::join(found, ", ")));
    return armored;
}

std::vector<OfferedKey> offered_keys(Mirror& mirror, const TrustStore& trust, Process& process) {
    const auto pinned = trust.find(mirror.url());
    std::vector<OfferedKey> keys;
    auto keyring = Keyring::ephemeral(process);
    const Layout& layout = layout_of_keys(mirror);
    for (const auto& fingerprint : offered_fingerprints(mirror, layout)) {
        offered_key(mirror, layout, fingerprint, keyring);
        keys.push_back({keyring.key(fingerprint), pinned && pinned->fingerprint == fingerprint});
    }
    return keys;
}

std::string successor_of_trusted(const std::string& statement, const std::string& origin, const TrustStore& trust,
                                 Process& process) {
    std::string faults;
    for (const auto& fingerprint : trust.fingerprints()) {
        try {
            return read_rotation(statement, fingerprint, trust.public_key(fingerprint), origin, process).to;
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::source) throw;
            faults += "; " + e.message();
        }
    }
    throw Error(ErrorKind::source,
                fmt::format("no key that is trusted here says in {} what replaces it{}", origin, faults),
                "compare the fingerprint with one that you got by another way, and trust it with --trust");
}

PublicKey trust_key(Mirror& mirror, const std::string& fingerprint, const TrustStore& trust, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    const auto armored = offered_key(mirror, layout_of_keys(mirror), fingerprint, keyring);
    trust.trust(mirror.url(), fingerprint, armored);
    return keyring.key(fingerprint);
}

}  // namespace sf
