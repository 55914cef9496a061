#include "buildcache/publish.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "mirror/contention.h"
#include "sign/own_text.h"
#include "sign/renewal.h"

namespace sf {
namespace {

Index parse_own_index(const std::string& file, const std::string& origin, LayoutVersion layout, const Signer& signer,
                      Process& process) {
    return parse_index(own_text(file, origin, signer, process), origin, layout);
}

Index none_yet(LayoutVersion layout) {
    Index none;
    none.layout = layout;
    return none;
}

// One attempt; nothing where somebody else published between its reading and its writing. Spack's index is compared too
// and comes first: a run that is killed between the two leaves one that names what is there.
std::optional<Index> attempt(const IndexUpdate& update, const IndexChange& change) {
    const Layout& layout = layout_of(update.layout);
    const auto spacks = update.mirror.read_versioned(layout.spack_index(), layout::kMaxIndex);
    const auto ours = update.mirror.read_versioned(layout.signed_index(), layout::kMaxIndex);
    Index index = ours ? parse_own_index(ours->text, update.mirror.url() + "/" + layout.signed_index(), update.layout,
                                         update.signer, update.process)
                       : none_yet(update.layout);
    change(index);
    if (index.serial == 0) refuse_to_hide(update.mirror, index);
    renew(index, update.signer, update.clock, update.valid_days);
    const std::string signed_index = update.signer.clearsign(index_text(index));
    const SpackFiles files{update.signer.fingerprint(), update.signer.public_key(), spack_index_text(index)};
    const bool published = layout.put_for_spack(update.mirror, files, version_of(spacks)) &&
                           update.mirror.put_if(layout.signed_index(), signed_index, version_of(ours));
    return published ? std::optional(std::move(index)) : std::nullopt;
}

}  // namespace

FileLock lock_mirror(const std::string& url, const Home& home, Progress& progress) {
    return FileLock(home.locks() / ("mirror-" + sha256_hex(url)),
                    [&] { progress.message("waiting for another run that writes to " + url); });
}

Index load_own_index(Mirror& mirror, LayoutVersion layout, const Signer& signer, Process& process) {
    const std::string path = layout_of(layout).signed_index();
    if (!mirror.exists(path)) return none_yet(layout);
    return parse_own_index(mirror.read(path, layout::kMaxIndex), mirror.url() + "/" + path, layout, signer, process);
}

Index load_own_index(Mirror& mirror, const Signer& signer, Process& process) {
    return load_own_index(mirror, layout_to_write(mirror, {}), signer, process);
}

Index update_index(const IndexUpdate& update, const IndexChange& change) {
    return until_uncontended(update.mirror.url(), [&] { return attempt(update, change); });
}

void publish_for_spack(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key,
                       const Index& index) {
    const Layout& layout = layout_of(index.layout);
    const SpackFiles files{fingerprint, public_key, spack_index_text(index)};
    until_uncontended(mirror.url(), [&] {
        const auto seen = mirror.read_versioned(layout.spack_index(), layout::kMaxIndex);
        return layout.put_for_spack(mirror, files, version_of(seen)) ? std::optional(true) : std::nullopt;
    });
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
