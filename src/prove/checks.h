// The checks of a proof that run something, in the order in which they are made. Each throws Error(proof) or returns a
// failed outcome that says what was seen.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bundle/contract.h"
#include "prove/cluster.h"
#include "prove/prove.h"
#include "prove/recorder.h"
#include "prove/unpacked.h"

namespace sf {

// How long a daemon may take to answer and a small job to end, on a busy machine.
inline constexpr double kStartSeconds = 30;
inline constexpr double kJobSeconds = 30;

// Every program with `run` exits with 0, with an empty environment and no slurm.conf anywhere.
Outcome check_programs(Session& session, const std::vector<Capability>& capabilities);

// Every plugin is loaded by ld.so into the process of each of its hosts (LD_PRELOAD), which resolves its libraries and
// whatever is not bound lazily, exactly as the daemon's own dlopen does. Raises the proof of `plugins` to loaded.
Outcome check_loading(Session& session, const std::vector<Capability>& capabilities,
                      std::vector<ProvenPlugin>& plugins);

// Plugins that processes of the cluster had mapped: {program, plugin}, both relative to the view.
using MappedPlugins = std::set<std::pair<std::string, std::string>>;
void collect_mapped(Session& session, MappedPlugins& mapped);
// Raises the proof of `plugins` to in_use.
void mark_in_use(const MappedPlugins& mapped, std::vector<ProvenPlugin>& plugins);

// Starts the database in the background, because it takes longest; check_accounting_starts waits for it.
void start_database(Cluster& cluster);
Outcome check_munge(Cluster& cluster);
Outcome check_accounting_starts(Cluster& cluster);
Outcome check_nodes(Cluster& cluster);
Outcome check_srun(Cluster& cluster);
// Puts the number of the array's job into `job`, for check_sacct.
Outcome check_array(Cluster& cluster, std::string& job);
Outcome check_sacct(Cluster& cluster, const std::string& array_job);
Outcome check_lua(Cluster& cluster);
Outcome check_memory_limit(Cluster& cluster, const SessionCgroups& cgroups);
Outcome check_rest(Cluster& cluster);
Outcome check_configless(Cluster& cluster);
Outcome check_auth_slurm(Cluster& cluster, MappedPlugins& mapped);

// Where programs are compiled for a check: a root filesystem with a compiler, and the bundle's folder.
struct Compiling {
    RootFs root;
    std::filesystem::path bundle;
    Process& process;
};
// An MPI program of the bundle's mpicc under each PMIx plugin, and one that speaks PMI-2, both over two nodes.
Outcome check_mpi(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling);
Outcome check_pmi2(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling);
// An HDF5 profile of a job, read by the bundle's h5ls and by a program of its h5c++.
Outcome check_profile(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling);
Outcome check_nvml(Cluster& cluster, const UnpackedBundle& bundle);

// Runs a step that lasts while the processes of the cluster are looked at.
void collect_while_a_step_runs(Cluster& cluster, MappedPlugins& mapped);

// The newest v0.0.N that `slurmrestd -s list` and `-d list` name; throws Error(proof) if there is none.
int newest_rest_version(const std::string& listed);
// What is posted to /slurm/v0.0.VERSION/job/submit.
std::string rest_submission(int version);

}  // namespace sf
