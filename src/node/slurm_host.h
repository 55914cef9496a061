// What a host does in a cluster, as far as changing its build cares: the configuration, the state and the daemons.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/process.h"
#include "configure/slurm_conf.h"

namespace sf {

// Where the host keeps its configuration.
struct HostFiles {
    std::filesystem::path slurm_conf = "/etc/slurm/slurm.conf";
    std::filesystem::path slurmdbd_conf;  // empty: beside slurm.conf

    std::filesystem::path dbd_conf() const;
};

struct SlurmHost {
    std::filesystem::path state;   // StateSaveLocation where slurmctld has written something; empty: none here
    std::optional<int> protocol;   // that it was written with (slurm_state.h)
    std::optional<SlurmConf> dbd;  // slurmdbd.conf: the accounting database is this host's affair
    bool has_conf = false;         // slurm.conf, its own or the one that slurmd was given
    std::string controller;        // version of the controller that answers; empty: not asked, or no answer
};

// Throws Error(host) for a configuration that cannot be read.
SlurmHost look_at_host(const HostFiles& files);

// A program of the build that `current` leads to, with this host's slurm.conf.
class SlurmPrograms {
  public:
    SlurmPrograms(std::filesystem::path view, const HostFiles& files, Process& process)
        : view_(std::move(view)), conf_(files.slurm_conf), process_(process) {}

    bool there() const;
    Finished run(const std::string& program, const std::vector<std::string>& arguments) const;  // bin/PROGRAM
    // What the running controller says of itself: 24.11.5. Empty without an answer.
    std::string controller_version() const;
    // The NodeNames of this host; empty where it is no compute node.
    std::string node_names() const;

  private:
    std::filesystem::path view_, conf_;
    Process& process_;
};

}  // namespace sf
