// How a user names packages of a store or a buildcache, in Spack's words: /HASH, NAME, NAME@VERSION.
#pragma once

#include <string>
#include <vector>

#include "buildcache/spec_nodes.h"

namespace sf {

// The hashes of the `candidates` that `wanted` names, sorted. "/HASH" and "HASH" may be the first characters of one, at
// least 7; of a version the range counts (24.11 is 24.11.5 too). Throws Error(usage) with near names if there is none.
std::vector<std::string> select_all(const std::string& wanted, const SpecNodes& candidates);
// The same where it must be one; several are told apart by version, OS and hash in the error.
std::string select_one(const std::string& wanted, const SpecNodes& candidates);

}  // namespace sf
