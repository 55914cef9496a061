// The Lmod modulefile of a bundle, from catalog/assets/modulefile.lua.in.
#pragma once

#include <string>

#include "concretize/concretize.h"

namespace sf {

// modules/slurm/24.11-bookworm.lua: module load slurm/24.11-bookworm.
std::string modulefile_path(const Plan& plan);

// Replaces @{version}, @{release}, @{flavour}, @{toolchain}, @{os} and @{target} in the template. Throws Error(catalog)
// for another one.
std::string render_modulefile(const Plan& plan, const std::string& text);

}  // namespace sf
