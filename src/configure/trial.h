// slurmctld's own word on a configuration: a real one is started on it as a throwaway and ended when it says that it
// controls the cluster.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"
#include "configure/render.h"

namespace sf {

struct TrialSpec {
    std::filesystem::path view;  // of the bundle whose slurmctld and munged run
    std::filesystem::path
        folder;  // where the configuration will be: what slurm.conf includes and other files lie there
    std::filesystem::path scratch;  // an empty folder
    double timeout_s = 30;
};

struct Trial {
    bool accepted = false;
    std::vector<std::string> complaints;  // lines "error: ..." and "fatal: ..." of slurmctld, in its order
};

// The configuration as the throwaway gets it: its state, log, process id and user are its own, it speaks to no database
// and runs no program of the site.
std::string trial_slurm_conf(const std::string& slurm_conf, const std::filesystem::path& scratch);

// Everything happens in namespaces of its own: no port, socket, log or state of this host is touched. Throws
// Error(host) if this machine cannot make them.
Trial try_configuration(const std::vector<ConfiguredFile>& files, const TrialSpec& spec, Process& process);

}  // namespace sf
