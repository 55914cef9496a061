// A buildcache that Spack wrote: its index is signed by nobody, and no signed one of ours lies beside it.
// Source: Spack's lib/spack/spack/database.py and url_buildcache.py (design: spack-buildcache.md, section 1).
#pragma once

#include <string>

#include "base/process.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"
#include "sign/keyring.h"

namespace sf {

// Spack's index of a mirror with this layout: nodes that nobody signed, and names and versions of the packages that it
// says are there.
Index read_spack_index(Mirror& mirror, LayoutVersion layout);

// What can be believed on such a mirror: manifests (in layout v2: spec.json files) that a pinned key signed, and what
// they name by checksum.
class SpackCache {
  public:
    // `fingerprint` is of the key in the armoured `public_key`. The mirror must outlive it.
    SpackCache(Mirror& mirror, std::string fingerprint, const std::string& public_key, Process& process);

    // The package `hash` of an index of hints: its manifest is signed by the pinned key, the spec in it has this name
    // and hash, and everything in the spec is what the hints say; hashes that can be computed are computed. Its prefix
    // and what it unpacks to, in layout v2 its size too, are left open: only its tarball says so (tarball_facts.h).
    // Throws Error(source) for what does not hold.
    IndexedPackage verified(const std::string& hash, const Index& hints) const;

  private:
    Mirror& mirror_;
    std::string fingerprint_;
    Keyring keyring_;
};

}  // namespace sf
