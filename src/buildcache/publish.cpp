#include "buildcache/publish.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "sign/verify.h"

namespace sf {
namespace {

constexpr std::int64_t kSecondsOfDay = 24 * 60 * 60;

}  // namespace

FileLock lock_mirror(const std::string& url, const Home& home, Progress& progress) {
    return FileLock(home.locks() / ("mirror-" + sha256_hex(url)),
                    [&] { progress.message("waiting for another run that writes to " + url); });
}

Index load_own_index(Mirror& mirror, LayoutVersion layout, const Signer& signer, Process& process) {
    const std::string path = layout_of(layout).signed_index(), origin = mirror.url() + "/" + path;
    if (!mirror.exists(path)) {
        Index none;
        none.layout = layout;
        return none;
    }
    auto keyring = Keyring::ephemeral(process);
    keyring.add(signer.public_key(), "the key to sign with");
    const auto verified =
        verify_clearsigned(keyring, {signer.fingerprint()}, mirror.read(path, layout::kMaxIndex), origin);
    return parse_index(verified.text, origin, layout);
}

Index load_own_index(Mirror& mirror, const Signer& signer, Process& process) {
    return load_own_index(mirror, layout_to_write(mirror, {}), signer, process);
}

void publish_index(WritableMirror& mirror, Signer& signer, Index& index, Clock& clock, int valid_days) {
    if (index.serial == 0) refuse_to_hide(mirror, index);
    ++index.serial;
    index.created = clock.unix_seconds();
    index.expires = index.created + valid_days * kSecondsOfDay;
    const std::string signed_index = signer.clearsign(index_text(index));
    publish_for_spack(mirror, signer.fingerprint(), signer.public_key(), index);
    mirror.put(layout_of(index.layout).signed_index(), signed_index);
}

void publish_for_spack(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key,
                       const Index& index) {
    layout_of(index.layout).put_for_spack(mirror, fingerprint, public_key, spack_index_text(index));
}

void refuse_to_hide(Mirror& mirror, const Index& index) {
    if (!mirror.exists(layout_of(index.layout).spack_index())) return;
    for (const auto& [hash, package] : read_spack_index(mirror, index.layout).packages)
        if (!index.packages.contains(hash))
            throw Error(ErrorKind::usage,
                        fmt::format("{} was written by somebody else: its index would lose {}/{}", mirror.url(),
                                    package.name, hash),
                        "push to another folder, or make the index again: slurm-factory buildcache update-index");
}

}  // namespace sf
