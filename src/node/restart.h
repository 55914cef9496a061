// The daemons of this host, in the order in which Slurm wants them upgraded.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"
#include "base/progress.h"

namespace sf {

// The units of Slurm that are active here: slurmdbd, slurmctld, slurmd, slurmrestd, sackd. None without systemd.
std::vector<std::string> active_units(Process& process);

// Restarts them one after the other, each when the one before has come up. Jobs go on: slurmd's unit has
// KillMode=process. Throws Error(failure) naming the first that does not come up.
void restart_units(const std::vector<std::string>& units, Process& process, Progress& progress);

}  // namespace sf
