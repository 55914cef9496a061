// What no older Slurm can make again: slurmctld's state and slurmdbd's database, saved before the build changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/process.h"
#include "node/slurm_host.h"

namespace sf {

struct BackupRequest {
    std::filesystem::path folder;  // gets TIME-FROM-TO/, which nobody else may read
    std::string from, to;          // names of builds; `from` may be empty
    std::int64_t now = 0;          // unix seconds
};

// TIME-FROM-TO/state.tar.zst (owners and modes kept, numeric) and TIME-FROM-TO/slurm_acct_db.sql, or what StorageLoc
// says; whole and synced, or not there. Nothing where this host has neither. The password goes to the dump program in
// a file that exists in memory alone. Throws Error(host) with what to do if the database cannot be saved.
std::optional<std::filesystem::path> back_up(const BackupRequest& request, const SlurmHost& host, Process& process);

// Writes a tree as a compressed tar, 0600; what vanishes meanwhile is left out, as slurmctld renames its files.
void archive_state(const std::filesystem::path& tree, const std::filesystem::path& archive);

}  // namespace sf
