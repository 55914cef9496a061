// Nodes of specs that Spack before 1.0 concretized (spec.json of versions 3 and 4): each has its compiler as an
// attribute. Version 5 has it as a dependency.
#pragma once

#include <string>

#include "buildcache/spec_nodes.h"

namespace sf {

// The node as Spack's database of version 8 has it, where every node is of version 5: the compiler is a remark
// ("annotations"), and edges have "parameters". The hash stays, though it cannot be computed from that.
Json as_version_5(Json node);

// What a package was compiled by, in Spack's words and in this order: its "compiler", or what it builds with as its C,
// C++ or Fortran compiler. "gcc-12.2.0"; "none-none" if nothing.
std::string compiler_of(const SpecNodes& nodes, const std::string& hash);

}  // namespace sf
