#include "publish/trusted_builds.h"

#include "buildcache/trusted_text.h"
#include "publish/own_builds.h"
#include "publish/places.h"

namespace sf {

TrustedBuilds load_trusted_builds(Mirror& root, const TrustStore& trust, Process& process, Clock& clock,
                                  bool allow_stale) {
    // A buildcache may lie at the root itself, whose own index has another number.
    const std::string scope = root.url() + "/builds";
    const std::string origin = root.url() + "/" + places::kBuildIndex;
    if (!trust.find(scope)) trust.at(root.url());  // throws, and names the root instead of the place below it
    TrustedBuilds builds;
    builds.fingerprint = trust.at(scope).fingerprint;
    builds.signed_text = root.read(places::kBuildIndex, kMaxBuildIndex);
    TrustedText trusted(builds.signed_text, origin, scope, trust, process, clock);
    builds.index = parse_build_index(trusted.text(), origin);
    trusted.accept(builds.index.serial, builds.index.expires, allow_stale);
    return builds;
}

}  // namespace sf
