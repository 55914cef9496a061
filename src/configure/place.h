// Puts configuration files where the daemons read them, keeping what was there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "configure/render.h"

namespace sf {

enum class FileState { created, changed, same };

struct PlannedFile {
    ConfiguredFile file;
    std::filesystem::path path;
    FileState state = FileState::created;
    std::string diff;              // line_diff() with what is there
    std::filesystem::path backup;  // of what is there; empty unless it changes
};

// What writing would change. Modes and owners of files that are there count too, where this user may read them.
std::vector<PlannedFile> plan_files(const std::vector<ConfiguredFile>& files, const std::filesystem::path& folder,
                                    Clock& clock);

// Writes what differs, each file whole or not at all; the old one stays as NAME.TIME.bak with its mode. `slurm_user`
// owns what is of_slurm. Throws Error(host) if there is no such user.
void place_files(const std::vector<PlannedFile>& files, const std::string& slurm_user);

Json planned_to_json(const std::vector<PlannedFile>& files);

}  // namespace sf
