// Which packages a set of roots needs, by the catalog's conditions alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace sf {

struct Selected {
    const Package* package = nullptr;
    Context context;  // the package's own, with its version and source
    // Those that hold, one a name with all its types in order, sorted by name. What `Choose` puts here is needed too,
    // whatever the package's file says.
    std::vector<Dependency> dependencies;
};

// How a package of that name is taken: which, in which version, from which source. Throws for what cannot be taken.
using Choose = std::function<Selected(const std::string& name, const std::string& needed_by)>;

// Dependencies before dependents, the same order for the same catalog. Throws Error(catalog) that shows a cycle.
std::vector<Selected> closure(const std::vector<std::string>& roots, const Choose& choose);

}  // namespace sf
