#include "cli/node_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace sf {

void PrefixOptions::add_to(CLI::App& command) {
    command.add_option("--prefix", prefix, "folder that holds the builds, and the link `current` (default /opt/slurm)")
        ->type_name("DIR")
        ->envname("SLURM_FACTORY_PREFIX");
}

std::optional<FileLock> lock_prefix(const NodePrefix& prefix, bool dry_run, Progress& progress) {
    if (dry_run) return std::nullopt;
    make_dirs(prefix.root());
    auto lock = prefix.lock([&] { progress.message("waiting for another run to leave " + prefix.root().string()); });
    prefix.remove_leftovers();
    return lock;
}

void add_switch_options(CLI::App& command, SwitchOptions& options) {
    command
        .add_option("--slurm-conf", options.files.slurm_conf,
                    "the host's slurm.conf, beside which slurmdbd.conf is looked for (default /etc/slurm/slurm.conf)")
        ->type_name("FILE");
    command
        .add_option("--controller-version", options.controller_version,
                    "version of the running controller, where it cannot be asked")
        ->type_name("V");
    command.add_flag("!--skip-guard", options.guard,
                     "change the build even where Slurm's documentation supports no such upgrade; state may be lost");
    command
        .add_option("--backup-dir", options.backup_dir,
                    "folder for backups of the state and the accounting database (default: backups/ of the prefix)")
        ->type_name("DIR");
    command.add_flag("!--no-backup", options.backup, "back up neither state nor accounting database");
    auto* idle = command.add_flag("--if-idle", options.if_idle, "refuse while jobs run on this node");
    command.add_flag("--drain", options.drain, "drain this node and wait until its jobs have ended")->excludes(idle);
    command.add_option("--timeout", options.drain_timeout_s, "how long --drain waits (default 3600)")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--restart", options.restart, "restart this host's daemons from the new build; jobs go on");
    command.add_flag("--dry-run", options.dry_run, "check everything, say what would be done, and change nothing");
}

std::string to_text(const SwitchResult& result, const SwitchOptions& options) {
    if (!result.changed) return fmt::format("current: {}, as before\n", result.build);
    std::string text;
    if (result.backup) text += fmt::format("backup: {}\n", result.backup->string());
    text += fmt::format("{}: {}{}\n", options.dry_run ? "would be current" : "current", result.build,
                        result.before.empty() ? "" : fmt::format(" (was {})", result.before));
    if (result.units.empty() || options.dry_run) return text;
    return text + (options.restart ? fmt::format("restarted: {}\n", join(result.units, ", "))
                                   : fmt::format("still running the build before: systemctl restart {}\n",
                                                 join(result.units, " ")));
}

}  // namespace sf
