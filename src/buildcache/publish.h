// The parts of a buildcache that are not one package's: layout file, keys, indexes. Each call leaves a mirror that
// readers can use: content comes first, the signed index last. Of several publishers at once none loses what another
// one published: an index is replaced only if it is the one that the new one was made from.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/files.h"
#include "base/home.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace sf {

// Runs of this machine write to a mirror one after the other: cheaper than finding out at the end.
FileLock lock_mirror(const std::string& url, const Home& home, Progress& progress);

// The signed index as it is; an empty one (serial 0) of this layout where there is none yet. Throws Error(source) if it
// is not signed by the key that is to sign the next one.
Index load_own_index(Mirror& mirror, LayoutVersion layout, const Signer& signer, Process& process);
// The same of the layout that the mirror has.
Index load_own_index(Mirror& mirror, const Signer& signer, Process& process);

// What makes the new index of the one that is there; called again with a newer one where somebody else published
// meanwhile.
using IndexChange = std::function<void(Index& index)>;

struct IndexUpdate {
    WritableMirror& mirror;
    LayoutVersion layout;
    Signer& signer;
    Process& process;
    Clock& clock;
    int valid_days = 90;  // of the signed index, from now
};

// Loads the index, changes it, writes what Spack reads (layout.h), with the signer's public key, and the signed index,
// whose serial goes up by one; returns it. Throws Error(usage) where the first one would hide packages that Spack
// pushed there, Error(source) if others publish all the time.
Index update_index(const IndexUpdate& update, const IndexChange& change);

// Of a copy: all of that but the signed index; the key is armoured.
void publish_for_spack(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key,
                       const Index& index);

// Spack finds what its index names. Throws Error(usage) if that is more than `index` has, which is to replace it.
void refuse_to_hide(Mirror& mirror, const Index& index);

}  // namespace sf
