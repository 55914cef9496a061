// JSON schema validation of a catalog file: reports every fault, where loading stops at the first.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

// "FILE: /place: what", one a fault.
std::vector<std::string> schema_faults(const Json& schema, const Json& value, const std::filesystem::path& file);

}  // namespace sf
