// A package repository for Spack with recipes of what its own does not have, so that Spack can name, show and install
// from a buildcache what the catalog puts into the namespace slurm_factory. Format: Spack's package API v2.0.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "catalog/catalog.h"

namespace sf {

// Below the folder that `spack repo add` is told.
inline constexpr const char* kSpackRepoFolder = "spack_repo/slurm_factory";

// What the repository's files hold, by their paths relative to kSpackRepoFolder: repo.yaml, packages/NAME/package.py.
// Whatever the catalog says stands there as a string of Python and as nothing else. Throws Error(catalog) for a name
// that no package of Spack can have.
std::map<std::filesystem::path, std::string> spack_repo(const Catalog& catalog);

}  // namespace sf
