// The build that counts on this node changes: guarded, backed up, by one rename, daemons restarted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "node/layout.h"
#include "node/slurm_build.h"
#include "node/slurm_host.h"

namespace sf {

struct SwitchOptions {
    HostFiles files;
    std::string controller_version;    // of the running one; empty: it is asked
    std::filesystem::path backup_dir;  // empty: PREFIX/backups
    bool guard = true, backup = true;
    bool if_idle = false, drain = false, restart = false;
    double drain_timeout_s = 3600;
    bool dry_run = false;
};

struct SwitchResult {
    std::string build, before;                    // names; before is empty for the first one
    unsigned generation = 0;                      // that counts now
    bool changed = false;                         // false: it counted before
    std::optional<std::filesystem::path> backup;  // folder with it
    std::vector<std::string> units;               // active ones: restarted, or to be
};

class Switcher {
  public:
    Switcher(const NodePrefix& prefix, const SwitchOptions& options, const Catalog& catalog, Process& process,
             Clock& clock, Progress& progress);

    // Whether a build with these facts may count. Throws Error(proof) if not (guard.h).
    void guard(const SlurmBuild& to) const;
    // To a build that is there and was accepted by guard(): a new generation, or the one that rollback goes back to.
    // Throws Error(proof) if jobs run and that is not wanted.
    SwitchResult switch_to(const std::string& build, std::optional<Generation> generation = {}) const;

  private:
    std::optional<SlurmBuild> facts_of_current() const;
    void change(const std::string& build, std::optional<Generation> generation, SwitchResult& result) const;

    const NodePrefix& prefix_;
    const SwitchOptions& options_;
    const Catalog& catalog_;
    Process& process_;
    Clock& clock_;
    Progress& progress_;
    SlurmPrograms programs_;
    SlurmHost host_;
};

Json to_json(const SwitchResult& result);

}  // namespace sf
