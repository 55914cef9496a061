#include "build/needed.h"

#include <algorithm>
#include <set>
#include <string>

#include "build/recipe.h"

namespace sf {

std::vector<const PlannedPackage*> needed(const Plan& plan, const IsThere& is_there) {
    std::set<std::string> names(plan.roots.begin(), plan.roots.end());
    for (const auto& planned : plan.packages)
        if (planned.shipped) names.insert(planned.spec.name);
    std::vector<const PlannedPackage*> found;
    // Dependents come after their dependencies: backwards, a package is asked about when all that need it were.
    for (auto planned = plan.packages.rbegin(); planned != plan.packages.rend(); ++planned) {
        if (!names.contains(planned->spec.name)) continue;
        found.push_back(&*planned);
        if (is_there(*planned)) continue;
        for (const auto* visible : visible_dependencies(plan, *planned)) names.insert(visible->spec.name);
    }
    std::reverse(found.begin(), found.end());
    return found;
}

std::vector<const PlannedPackage*> missing(const Plan& plan, const IsThere& is_there) {
    auto found = needed(plan, is_there);
    std::erase_if(found, [&](const PlannedPackage* planned) { return is_there(*planned); });
    return found;
}

std::vector<const PlannedPackage*> missing(const Plan& plan, const Store& store) {
    return missing(plan, [&](const PlannedPackage& planned) { return store.has(planned.spec); });
}

}  // namespace sf
