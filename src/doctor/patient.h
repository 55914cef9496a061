// What the checks are given: the machine, what is to run on it, and what it is for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "configure/slurm_conf.h"
#include "doctor/host.h"
#include "node/slurm_build.h"

namespace sf {

enum class Role { controller, dbd, compute, login, restd };
const char* role_word(Role role);

struct Patient {
    Host& host;
    std::filesystem::path prefix = "/opt/slurm";  // builds lie below it
    std::filesystem::path build{};                // an unpacked bundle, links followed; empty: there is none yet
    std::optional<SlurmBuild> facts{};            // what the bundle says of itself
    std::uint64_t unpacked_bytes = 0;             // of a tarball that shall be installed; 0: none
    std::set<Role> roles{};
    std::optional<SlurmConf> slurm_conf{};     // with what it includes; nothing: there is none
    SlurmConf cgroup_conf{}, slurmdbd_conf{};  // empty where there is none
    std::filesystem::path conf_folder = "/etc/slurm";
    std::optional<unsigned> uid{};       // of slurm on the other hosts
    std::filesystem::path credential{};  // made by munge on another host; may be empty
    std::string job_user{};              // runs the test job; empty: this user
    // Releases that a controller of this one serves besides its own.
    std::map<std::string, std::vector<std::string>> served{};

    bool is(Role role) const { return roles.contains(role); }
    // A setting of slurm.conf, or what Slurm takes without one.
    std::string setting(const std::string& key, const std::string& otherwise) const;
    std::string slurm_user() const { return setting("SlurmUser", slurm_conf ? "root" : "slurm"); }
    // slurmctld's; without a slurm.conf the ones that the templates have.
    std::filesystem::path state_folder() const {
        return setting("StateSaveLocation", slurm_conf ? "/var/spool" : "/var/spool/slurmctld");
    }
    std::filesystem::path spool_folder() const { return setting("SlurmdSpoolDir", "/var/spool/slurmd"); }
    bool uses_munge() const { return setting("AuthType", "auth/munge") == "auth/munge"; }
    // Of the bundle where it has it, else as PATH finds it: "bin/unmunge".
    std::string program(const std::string& relative) const;
    // Hosts of slurmctld as slurm.conf has them, without addresses.
    std::vector<std::string> controllers() const;
    // Names of the nodes of slurm.conf. What cannot be expanded is left out.
    std::set<std::string> nodes() const;
};

// Reads the configuration as the daemons would find it: $SLURM_CONF, /etc/slurm, what a configless slurmd keeps.
void read_configuration(Patient& patient, const std::optional<std::string>& slurm_conf_variable);
// What this host is for, by its name in slurm.conf and by slurmdbd.conf; compute where nothing says.
std::set<Role> roles_of(const Patient& patient);

// A user as getent(1) knows it, from whatever source; nothing if there is none.
struct UserEntry {
    std::string name;
    unsigned uid = 0, gid = 0;
};
std::optional<UserEntry> find_user(const Host& host, const std::string& name_or_uid);

}  // namespace sf
