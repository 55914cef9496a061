// What is new in one bundle against another.
#pragma once

#include <map>
#include <set>
#include <string>

#include "bundle/read_bundle.h"

namespace sf {

struct BundleDifference {
    struct Change {
        std::string before, after;    // versions; equal: the same version, with other files
        std::int64_t more_bytes = 0;  // of its files, unpacked
    };
    std::map<std::string, std::string> added, removed;  // package -> version
    std::map<std::string, Change> changed;
    std::set<std::string> features_added, features_removed;
    std::string glibc_before, glibc_after;
    std::int64_t more_bytes = 0;  // of the tarball

    bool empty() const;
};

// Of the shipped packages; one counts as changed by its version, and by any of its files that differs.
BundleDifference difference_of(const BundleFacts& before, const BundleFacts& after);

Json difference_to_json(const BundleDifference& difference);
std::string difference_to_text(const BundleDifference& difference);

}  // namespace sf
