// The list of builds of a site as far as it can be believed.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/process.h"
#include "buildcache/trust.h"
#include "mirror/mirror.h"
#include "publish/build_index.h"

namespace sf {

struct TrustedBuilds {
    BuildIndex index;
    std::string signed_text;  // the file as it lies there
    std::string fingerprint;  // of the key that signed it
};

// Throws Error(usage) for a site that nobody trusts, Error(source) for a list that does not hold, is older than one
// that was seen or has expired; with `allow_stale` the last two are warnings (buildcache/trusted_text.h).
TrustedBuilds load_trusted_builds(Mirror& root, const TrustStore& trust, Process& process, Clock& clock,
                                  bool allow_stale);

}  // namespace sf
