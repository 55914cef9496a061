// Whether an advisory is about a package, and about its version.
#pragma once

#include <string>
#include <vector>

#include "inspect/advisory.h"

namespace sf {

// How the versions of an entry are to be compared with those of upstream, which ours are.
enum class VersionScheme {
    upstream,      // as they are
    distribution,  // "1:3.0.11-1~deb12u2": epoch and revision are the distribution's own
    tag,           // "openssl-3.5.6", "curl-8_14_1": names of a repository's tags
};

// Whom an entry is about: names that one of ours, or what it is known as, must equal.
struct AdvisoryName {
    std::string name;  // in lower case; empty: of another world, such as a package of Python
    VersionScheme scheme = VersionScheme::upstream;
    std::string told_by;  // "Debian:12", "pkg:generic", the repository
};

AdvisoryName name_of(const AffectedPackage& affected);

struct Exposure {
    bool affected = false;
    std::string fixed;  // the first version that is good again, as the advisory writes it; empty: it names none
};

// By the versions that are listed, and by ranges of type SEMVER and ECOSYSTEM as OSV evaluates them; ranges of Git
// commits say nothing about versions. A distribution's fixed version counts as its upstream's, unless a revision beyond
// the first says that a patch fixed it: then the upstream version of that number is affected still.
Exposure exposure_of(const std::string& version, const AffectedPackage& affected, VersionScheme scheme);

}  // namespace sf
