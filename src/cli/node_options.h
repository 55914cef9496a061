// What the commands on a node share: where builds lie, how one becomes the current one, and what is said about it.
#pragma once

#include <optional>
#include <string>

#include "cli/services.h"
#include "node/switch_build.h"

namespace CLI {
class App;
}

namespace sf {

// --prefix
struct PrefixOptions {
    std::string prefix = "/opt/slurm";

    void add_to(CLI::App& command);
};

// The lock of a prefix, whose folder is made first; leftovers of killed runs are removed. A dry run, which changes
// nothing, has none.
std::optional<FileLock> lock_prefix(const NodePrefix& prefix, bool dry_run, Progress& progress);

// --slurm-conf, --controller-version, --skip-guard, --backup-dir, --no-backup, --if-idle, --drain, --timeout,
// --restart, --dry-run
void add_switch_options(CLI::App& command, SwitchOptions& options);

// "current: BUILD (was BUILD)", where its backup lies, and what is to be restarted.
std::string to_text(const SwitchResult& result, const SwitchOptions& options);

}  // namespace sf
