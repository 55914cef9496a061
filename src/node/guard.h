// Whether the build that counts may change on this host, by Slurm's compatibility window, its order of upgrades, and
// the state that its daemons have written. Source: Slurm's upgrade guide (doc/html/upgrades.shtml, "Compatibility
// Window", "Reverting an Upgrade", "Upgrade Procedure").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "node/slurm_build.h"
#include "node/slurm_host.h"

namespace sf {

// 42 -> 24.11, also for releases that the catalog knows only as something to upgrade from: protocols of releases that
// follow one another follow one another too. Empty: unknown.
std::string release_of_protocol(const Catalog& catalog, int protocol);

// The releases to go through, each upgrade supported, the shortest way: 22.05, 23.11, 24.11. Empty if there is none.
std::vector<std::string> upgrade_path(const Catalog& catalog, const std::string& from, const std::string& to);

struct Change {
    std::optional<SlurmBuild> from;  // the build that counts now; nothing: the first one
    SlurmBuild to;
};

// Throws Error(proof) with the reason and what to do instead.
void guard_change(const Catalog& catalog, const Change& change, const SlurmHost& host);

}  // namespace sf
