// YAML that is not a file of the catalog; read_yaml() of base/json.h reads those, by the same rules.
#pragma once

#include <string>

#include "base/json.h"

namespace sf {

// Throws Error(catalog) with `origin`, line and column; also for aliases, which can expand to gigabytes, and for deep
// nesting: the text may come from outside.
Json parse_yaml(const std::string& text, const std::string& origin);

}  // namespace sf
