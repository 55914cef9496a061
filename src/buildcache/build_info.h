// .spack/binary_distribution: what Spack needs to know to move a package elsewhere (its binary_distribution.py,
// get_buildinfo_dict). YAML by name; we write JSON, which is YAML too.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

inline constexpr const char* kBuildInfoFile = ".spack/binary_distribution";

// `root` holds the package that was built for `prefix`; `hash_to_prefix` names the prefixes that its files may contain,
// of itself and of its relocation_closure().
Json make_build_info(const std::filesystem::path& root, const std::string& prefix,
                     const std::map<std::string, std::string>& hash_to_prefix);

}  // namespace sf
