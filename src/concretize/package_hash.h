// What of a package's recipe and its surroundings can change the bytes of its build.
#pragma once

#include <string>

#include "concretize/concretize.h"

namespace sf {

// 52 characters of base32 and "====", as Spack's package_hash looks; Spack reads it and never recomputes it. Covers the
// source, patches, build rules that hold, licence files, the toolchain's identity, the target's flags,
// SOURCE_DATE_EPOCH and kRecipeEpoch; not dependencies (they enter by the DAG hash), origins' URLs, smoke checks,
// reasons, or what of the prefix a bundle takes.
std::string package_hash(const Plan& plan, const PlannedPackage& planned);

}  // namespace sf
