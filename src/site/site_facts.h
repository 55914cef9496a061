// What the page is made of: the list of builds, what the catalog knows of their releases and systems, and where it all
// is published.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "publish/build_index.h"
#include "site/html.h"

namespace sf {

struct SiteRelease {
    std::string released;     // ISO date; empty where the catalog does not know the release
    std::string end_of_life;  // ISO date
    std::vector<std::string> upgrades_from;
};

struct SiteFacts {
    BuildIndex index;
    std::map<std::string, SiteRelease> releases;  // of all builds: 24.11
    std::map<std::string, std::string> systems;   // of all builds: toolchain -> Debian 12
    std::string base_url;                         // of the root (publish/places.h); no '/' at the end
    std::string fingerprint;                      // of the key that signs; empty: nobody signs
    Texts templates;                              // of catalog/assets/site

    bool is_signed() const { return !fingerprint.empty(); }
};

// `base_url`: http, https or file, of characters that a shell takes as they are, without user and password: it stands
// in commands that people copy. `fingerprint` may be empty, and is not asked for where the index is unsigned. Throws
// Error(usage) for what these two must not be.
SiteFacts site_facts(BuildIndex index, const Catalog& catalog, const std::string& base_url,
                     const std::string& fingerprint);

std::string iso_date(std::int64_t unix_seconds);  // 2026-11-21

}  // namespace sf
