// Which cgroup version a cluster on this machine can use, and the cgroups that it is lent.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"

namespace sf {

enum class CgroupVersion { none, v1, v2 };

// What the machine offers. Version 1 is lent as the hierarchies themselves (Slurm looks for `release_agent`-less roots in vain in older
// releases, so no sub-tree of them will do); version 2 as one cgroup that becomes the root of the sandbox's cgroup namespace.
struct CgroupOffer {
    CgroupVersion version = CgroupVersion::none;
    std::string reason;                                  // why none, or which controllers
    std::vector<std::string> controllers;                // v1: the hierarchies to bind
};

// Tries by making a cgroup and removing it. `mount` is where cgroups are mounted.
CgroupOffer probe_cgroups(const std::filesystem::path& mount = "/sys/fs/cgroup");

// A cgroup of version 2 for one session: MOUNT/slurm-factory-prove-PID with all of memory, cpu, cpuset and pids that the machine has.
// Removed, with all below it, at the end of its scope; those of provers that were killed are removed first.
class SessionCgroup {
  public:
    explicit SessionCgroup(std::filesystem::path mount = "/sys/fs/cgroup");
    ~SessionCgroup();
    SessionCgroup(const SessionCgroup&) = delete;
    SessionCgroup& operator=(const SessionCgroup&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// Removes a cgroup and those below it; what still has processes stays.
void remove_cgroup(const std::filesystem::path& cgroup);

}  // namespace sf
