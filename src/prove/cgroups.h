// The cgroups that a cluster under proof is lent: children of the machine's own, for the one session alone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sf {

enum class CgroupVersion { none, v1, v2 };

// MOUNT/HIERARCHY/slurm-factory-prove-PID in each of the hierarchies memory, freezer and cpuacct (version 1, hybrid
// hosts too), or MOUNT/slurm-factory-prove-PID with all controllers that it may have (version 2). Removed, with all
// below, at the end of its scope; those of provers that were killed are removed before new ones are made.
class SessionCgroups {
  public:
    struct Lent {
        std::filesystem::path host;  // the cgroup on this machine
        std::string inside;          // where the cluster sees it
    };

    explicit SessionCgroups(const std::filesystem::path& mount = "/sys/fs/cgroup");
    ~SessionCgroups();
    SessionCgroups(const SessionCgroups&) = delete;
    SessionCgroups& operator=(const SessionCgroups&) = delete;

    CgroupVersion version() const { return version_; }
    const std::string& reason() const { return reason_; }  // why there are none
    const std::vector<Lent>& lent() const { return lent_; }

    // Version 2 alone: moves every process of the cgroup into its child "init" and hands the controllers to the other
    // children, because a cgroup with processes has no children with controllers. `outside` are processes that shall
    // not be in the session at all.
    void settle(const std::vector<int>& outside) const;

  private:
    void lend_v1(const std::filesystem::path& mount);
    void lend_v2(const std::filesystem::path& mount);

    CgroupVersion version_ = CgroupVersion::none;
    std::string reason_;
    std::vector<Lent> lent_;
};

}  // namespace sf
