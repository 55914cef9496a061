// The builds of a prefix: shown, and removed when nobody needs them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "node/in_use.h"
#include "node/layout.h"
#include "node/slurm_build.h"

namespace sf {

struct BuildRow {
    std::string build;
    std::vector<Generation> generations;   // that lead to it; none: it never counted
    std::optional<SlurmBuild> facts;       // nothing: its manifest cannot be read
    bool current = false, before = false;  // before: what rollback leads to
    std::vector<RunningProgram> programs;  // that were started from it
};

// Those that counted last come first.
std::vector<BuildRow> list_builds(const NodePrefix& prefix);

std::string builds_to_text(const std::vector<BuildRow>& rows);
Json builds_to_json(const NodePrefix& prefix, const std::vector<BuildRow>& rows);

// Throws Error(usage) for the build that counts and Error(host) for one that programs run from.
void require_removable(const BuildRow& row);

// What gc removes: all but the current one, the one before, those that programs run from, and the `keep` that counted
// last of the others.
std::vector<BuildRow> unneeded_builds(const std::vector<BuildRow>& rows, unsigned keep);

}  // namespace sf
