// The page to browse what a site publishes: one file, which asks for nothing else.
#pragma once

#include <string>

#include "site/site_facts.h"

namespace sf {

// The whole page. The same facts give the same bytes: what depends on the day (whether a release is still supported)
// the browser computes. Throws Error(catalog) for a template that is missing or wrong.
std::string render_site(const SiteFacts& facts);

}  // namespace sf
