// Falling back to another source variant: origins with another sha256 are another source, and so another plan.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "source/source.h"

namespace sf {

// (package, variant) pairs whose origins all failed.
using TriedVariants = std::set<std::pair<std::string, std::string>>;

// The plan's choice with another, untried variant for every failed package; nothing if one of them has no other, is a
// local source, or if the user asked for one kind of origins (--sources upstream|debian).
std::optional<SourceChoice> fall_back(const Plan& plan, const std::vector<FetchFailure>& failures,
                                      const TriedVariants& tried);

}  // namespace sf
