// Removes from a mirror what its signed index does not name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace sf {

struct PruneRequest {
    std::vector<std::string> keep;  // selection.h, each with all that it needs to run; none: all packages of the index
    bool dry_run = false;
    int valid_days = 90;  // of the signed index
};

struct PruneResult {
    std::size_t kept = 0, dropped = 0;  // packages of the index
    std::vector<MirrorFile> removed;    // sorted by path
    std::uint64_t serial = 0;           // of the signed index now
};

// Takes out of the index what is not to be kept, publishes it, and only then removes what is not of its packages
// (Layout::package_files) and what killed runs left. Spack's index as it was before stays until the next time: somebody
// may be reading it. A kill leaves a good mirror with files that the next run removes. Throws Error(usage) for a
// package that the index lacks and where Spack's index names others, Error(source) for a mirror without a signed index
// of the signer's key.
PruneResult prune_buildcache(const PruneRequest& request, WritableMirror& mirror, Signer& signer, Process& process,
                             Clock& clock);

}  // namespace sf
