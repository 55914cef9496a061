// The configuration of the clusters that prove a bundle; pure text, so that it can be read and tested without running
// anything.
#pragma once

#include <string>

#include "prove/cgroups.h"

namespace sf {

inline constexpr const char* kSlurmUser = "slurm";
inline constexpr const char* kMungeUser = "munge";
inline constexpr const char* kRestUser = "slurmrestd";
inline constexpr const char* kJobUser = "alice";
inline constexpr const char* kDatabaseUser = "mysql";

inline constexpr int kControllerPort = 6817;
inline constexpr int kRestPort = 6820;
inline constexpr int kKeyControllerPort = 6917;  // of the second cluster, which authenticates by auth/slurm

struct ClusterShape {
    std::string slurm;  // version: 24.11.5
    CgroupVersion cgroups = CgroupVersion::none;
    bool swap = false;       // swap can be limited too
    bool accounting = true;  // slurmdbd is up
    bool profile = false;    // acct_gather_profile/hdf5 is in the bundle
    bool lua = true;         // job_submit/lua is in the bundle
    bool affinity = true;    // the machine has at least the two CPUs that the nodes claim
};

// What a release can do: 23.11 brought auth/slurm and sackd, and slurmds that set up cgroups even for job accounting
// without them.
bool has_auth_slurm(const std::string& slurm);

// Nodes n1 and n2 in partition "main", n3 (configless) in partition "late".
std::string slurm_conf(const ClusterShape& shape);
std::string cgroup_conf(const ClusterShape& shape);
std::string slurmdbd_conf();
// Sets the comment of every job named "lua-proof" to "seen-by-lua".
std::string job_submit_lua();
// Where acct_gather_profile/hdf5 writes.
std::string acct_gather_conf();
// Enough for `slurmd -G` to look for the GPUs of node g1.
std::string gpu_node_conf();
// One node, no accounting, no cgroups, auth/slurm and cred/slurm.
std::string key_cluster_conf(const ClusterShape& shape);

}  // namespace sf
