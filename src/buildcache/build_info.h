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

// What such a file of anybody's says of moving its package.
struct BuildInfo {
    std::map<std::string, std::string> hash_to_prefix;  // may be of a dependency that is not needed any more
    std::string install_root;                           // the prefixes lie below it
    std::string sbang;                                  // the program that runs scripts with long interpreter lines
};

// Throws Error(source) naming `origin` for what is no such file, and for prefixes that are not absolute.
BuildInfo parse_build_info(const std::string& text, const std::string& origin);

}  // namespace sf
