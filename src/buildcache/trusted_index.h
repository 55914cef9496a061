// The index of a mirror as far as it can be believed: signed by the pinned key, not older than what was seen, not
// expired.
#pragma once

#include "base/clock.h"
#include "base/process.h"
#include "buildcache/index.h"
#include "buildcache/trust.h"
#include "mirror/mirror.h"

namespace sf {

// Throws Error(usage) for a mirror that nobody trusts, Error(source) for an index that does not hold. With
// `allow_stale` an older or expired one is taken, with a warning. An index whose bytes were verified before is not
// verified again. A mirror that Spack wrote, where no signed index was ever seen, gives hints (Index::is_hint), with a
// warning.
Index load_trusted_index(Mirror& mirror, const TrustStore& trust, Process& process, Clock& clock, bool allow_stale);

}  // namespace sf
