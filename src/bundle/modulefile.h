// The Lmod modulefiles of a bundle, from templates in catalog/assets.
#pragma once

#include <map>
#include <string>

#include "catalog/catalog.h"
#include "concretize/concretize.h"

namespace sf {

struct Modulefile {
    std::string path;                           // relative to the bundle
    std::string asset;                          // its template
    std::map<std::string, std::string> values;  // placeholders of its own
};

// Slurm's alone, modules/slurm/24.11-bookworm.lua: module load slurm/24.11-bookworm.
Modulefile slurm_modulefile(const Plan& plan);

// The text of a modulefile. Placeholders are its own values and, of the plan, @{version}, @{release}, @{flavour},
// @{toolchain}, @{os}, @{target} and @{gcc}; @{depth}: how many components of its path lie below the bundle's folder;
// @{find_prefix}: the text of assets/find_prefix.lua.in. Throws Error(catalog) for another one.
std::string render(const Modulefile& modulefile, const Plan& plan, const Catalog& catalog);

}  // namespace sf
