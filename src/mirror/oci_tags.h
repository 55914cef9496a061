// Paths of a mirror <-> tags of a registry's repository. Where Spack looks for an image the tag is Spack's (its
// lib/spack/spack/oci); all others end with ".file", which no tag of Spack's does, or ".long".
#pragma once

#include <optional>
#include <string>

namespace sf::oci {

inline constexpr const char* kIndexTag = "index.spack";
inline constexpr const char* kPackageEnd = ".spack";

// v3/manifests/index/index.manifest.json         index.spack
// v3/manifests/spec/NAME/STEM.spec.manifest.json STEM.spack, with '_' for what a tag cannot have
// v3/layout.json                                 v3__layout.json.file
// what becomes longer than 128 characters        its start, a '.', the SHA-256 of the path and ".long"
std::string tag(const std::string& path);

// The path that such a tag was made of; nothing for Spack's tags, long ones and those that nobody here made.
std::optional<std::string> path_of_tag(const std::string& tag);
// Whether a tag that does not say its path may be of a file below the folder.
bool may_be_below(const std::string& tag, const std::string& folder);

// As the specification has it: 128 characters at most, of letters, digits, '_', '.' and '-'.
bool is_tag(const std::string& tag);

}  // namespace sf::oci
