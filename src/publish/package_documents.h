// SBOM and provenance of each package that a site's buildcaches get, from what the bundles say that were built of them.
#pragma once

#include <vector>

#include "buildcache/push.h"
#include "publish/local_builds.h"

namespace sf {

// Of packages that no bundle names (a compiler) nothing is said. Throws Error(source) for a provenance that is damaged.
DescribePackage documents_of(const std::vector<LocalBuild>& builds);

}  // namespace sf
