// From a few answers to files that slurmctld accepts: answers, what is there, templates, the trial.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "configure/answers.h"
#include "configure/place.h"

namespace sf {

struct ConfigureRequest {
    Answers answers;
    bool detect = false;              // take the hardware of this machine for nodes that have none
    bool fresh = false;               // begin with the templates although there are files
    bool check = true;                // ask slurmctld
    std::filesystem::path bundle;     // folder with view/ and data/; need not be there without detect and check
    std::filesystem::path templates;  // used where the bundle has none
    std::filesystem::path output;     // /etc/slurm
    // Asked for what a new slurm.conf cannot do without: (question, default) -> answer. None: defaults where there are
    // some, Error(usage) for the rest.
    std::function<std::string(const std::string& question, const std::string& proposal)> ask;
};

struct Configuration {
    std::vector<PlannedFile> files;
    std::string slurm_user;               // SlurmUser of slurm.conf
    bool tried = false;                   // slurmctld was asked
    std::vector<std::string> complaints;  // what slurmctld said, and took nevertheless

    bool changes() const;
};

// Writes nothing. Throws Error(usage) for contradicting or missing answers, Error(proof) with slurmctld's words if it
// does not take the result.
Configuration prepare_configuration(ConfigureRequest request, Process& process, Clock& clock);

}  // namespace sf
