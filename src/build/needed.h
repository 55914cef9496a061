// Which packages of a plan must be there: what is only built with counts as long as something is left to build with it.
#pragma once

#include <functional>
#include <vector>

#include "concretize/concretize.h"
#include "store/store.h"

namespace sf {

using IsThere = std::function<bool(const PlannedPackage&)>;

// In the plan's order: what bundles are made of, the roots, and of each of these that is not there what its build must
// see, in turn.
std::vector<const PlannedPackage*> needed(const Plan& plan, const IsThere& is_there);

// Those of them that are not there: what is to be built.
std::vector<const PlannedPackage*> missing(const Plan& plan, const IsThere& is_there);
std::vector<const PlannedPackage*> missing(const Plan& plan, const Store& store);

}  // namespace sf
