// Marks what was published as not to be installed any more, and why. The files stay: somebody may have to look at them.
#pragma once

#include <string>
#include <vector>

#include "publish/publish.h"

namespace sf {

struct RevokeRequest {
    std::string wanted;     // 24.11, 24.11.5, /HASH of Slurm or the name of a tarball
    std::string toolchain;  // of these alone; empty: all
    std::string reason;     // one line, for who is refused; empty: no longer revoked
    bool dry_run = false;
    int valid_days = 90;
};

struct Revocation {
    std::vector<PublishedBuild> builds;  // that are meant, as they are marked now
    BuildIndex index;                    // the list as it is now; with a dry run as it would be
};

// Marks tarballs of the list, and Slurm's packages of the same builds in the buildcaches below the root. Throws
// Error(usage) with near names if there is none.
Revocation revoke_builds(const RevokeRequest& request, const Publisher& publisher);

}  // namespace sf
