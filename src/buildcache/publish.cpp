#include "buildcache/publish.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "sign/verify.h"

namespace sf {
namespace {

constexpr std::int64_t kSecondsOfDay = 24 * 60 * 60;

// {"keys": {FINGERPRINT: {}}}, taken from the names of the keys' manifests.
std::string key_index(WritableMirror& mirror) {
    constexpr std::string_view kEnd = ".key.manifest.json";
    Json keys = Json::object();
    for (const auto& path : mirror.list(layout::kKeyManifests)) {
        const std::string name = std::filesystem::path(path).filename().string();
        if (name.ends_with(kEnd)) keys[name.substr(0, name.size() - kEnd.size())] = Json::object();
    }
    return compact_json({{"keys", std::move(keys)}});
}

// Spack finds what its index names: the first index of ours must not hide what somebody pushed with Spack.
void refuse_to_hide(Mirror& mirror, const Index& index) {
    if (!mirror.exists(layout::kIndexManifest)) return;
    for (const auto& [hash, package] : read_spack_index(mirror).packages)
        if (!index.packages.contains(hash))
            throw Error(ErrorKind::usage,
                        fmt::format("{} was written by somebody else: its index would lose {}/{}", mirror.url(),
                                    package.name, hash),
                        "push to another folder");
}

}  // namespace

Index load_own_index(WritableMirror& mirror, const Signer& signer, Process& process) {
    if (!mirror.exists(layout::kSignedIndex)) return {};
    const std::string origin = mirror.url() + "/" + layout::kSignedIndex;
    auto keyring = Keyring::ephemeral(process);
    keyring.add(signer.public_key(), "the key to sign with");
    const auto verified = verify_clearsigned(keyring, {signer.fingerprint()},
                                             mirror.read(layout::kSignedIndex, layout::kMaxIndex), origin);
    return parse_index(verified.text, origin);
}

void publish_index(WritableMirror& mirror, Signer& signer, Index& index, Clock& clock, int valid_days) {
    if (index.serial == 0) refuse_to_hide(mirror, index);
    ++index.serial;
    index.created = clock.unix_seconds();
    index.expires = index.created + valid_days * kSecondsOfDay;
    const std::string signed_index = signer.clearsign(index_text(index));
    publish_for_spack(mirror, signer.fingerprint(), signer.public_key(), index);
    mirror.put(layout::kSignedIndex, signed_index);
}

void publish_for_spack(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key,
                       const Index& index) {
    if (!mirror.exists(layout::kLayoutFile)) mirror.put(layout::kLayoutFile, layout::kLayoutContent);
    put_described(mirror, layout::key_manifest(fingerprint), layout::kKey, public_key);
    put_described(mirror, layout::kKeyIndexManifest, layout::kKeyIndex, key_index(mirror));
    put_described(mirror, layout::kIndexManifest, layout::kIndex, spack_index_text(index));
}

}  // namespace sf
