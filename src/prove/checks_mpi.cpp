// What the default flavour adds: MPI programs under each of Slurm's plugins, HDF5 profiles, GPUs through NVML.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "prove/checks.h"
#include "sandbox/sandbox.h"

namespace sf {

namespace {

constexpr double kCompileSeconds = 60;
constexpr const char* kFolder = "/var/log/prove/programs";  // inside; below the logs, which both sides see

// Every rank prints the sum that only an allreduce over both nodes can give.
constexpr const char* kMpiProgram = R"(#include <mpi.h>
#include <stdio.h>

int main(int argc, char** argv) {
    int rank, size, mine, sum;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    mine = rank + 1;
    MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    printf("rank %d of %d sum %d\n", rank, size, sum);
    MPI_Finalize();
    return 0;
}
)";

// Opens a file by HDF5's C++ library and prints what its root holds.
constexpr const char* kHdf5Program = R"(#include <H5Cpp.h>
#include <iostream>

int main(int, char** argv) {
    const H5::H5File file(argv[1], H5F_ACC_RDONLY);
    for (hsize_t i = 0; i < file.getNumObjs(); ++i) std::cout << file.getObjnameByIdx(i) << std::endl;
}
)";

constexpr const char* kPmi2Program = R"(#include <slurm/pmi2.h>
#include <stdio.h>

int main(void) {
    int spawned, size, rank, app, length, sum = 0;
    char key[32], value[32];
    if (PMI2_Init(&spawned, &size, &rank, &app) != PMI2_SUCCESS) return 1;
    snprintf(key, sizeof key, "rank%d", rank);
    snprintf(value, sizeof value, "%d", rank + 1);
    if (PMI2_KVS_Put(key, value) != PMI2_SUCCESS || PMI2_KVS_Fence() != PMI2_SUCCESS) return 2;
    for (int i = 0; i < size; ++i) {
        int one;
        snprintf(key, sizeof key, "rank%d", i);
        if (PMI2_KVS_Get(NULL, PMI2_ID_NULL, key, value, sizeof value, &length) != PMI2_SUCCESS) return 3;
        if (sscanf(value, "%d", &one) != 1) return 4;
        sum += one;
    }
    printf("rank %d of %d sum %d\n", rank, size, sum);
    return PMI2_Finalize() == PMI2_SUCCESS ? 0 : 5;
}
)";

// OpenMPI tells nodes apart by what PMIx says, and these two share a host: its shared memory must not be used.
const std::map<std::string, std::string> kMpiEnvironment = {{"HOME", "/home/alice"},
                                                            {"OMPI_MCA_pml", "ob1"},
                                                            {"OMPI_MCA_btl", "self,tcp"},
                                                            {"OMPI_MCA_btl_tcp_if_include", "lo"}};

// Compiles `source`, which the command calls `file`, in the root with a compiler, in which the bundle lies at the very
// prefix of the proof.
void compile(Cluster& cluster, const Compiling& compiling, const std::string& file, const std::string& source,
             const std::string& command) {
    const auto& prefix = cluster.session().prefix();
    const auto folder = cluster.session().logs() / "programs";
    make_dirs(folder);
    write_file_atomic(folder / file, source);
    make_dirs(compiling.root.path / fs::path(prefix).relative_path());  // the mount point
    SandboxSpec spec;
    spec.root = compiling.root.path;
    spec.read_only = {{compiling.bundle, prefix}};
    spec.writable = {{folder, "/tmp"}};
    spec.cwd = "/tmp";
    spec.env = {{"PATH", prefix + "/view/bin:/usr/bin:/bin"}};
    auto sandbox = sandboxed(spec, {"/bin/sh", "-c", command});
    sandbox.timeout_s = kCompileSeconds;
    const auto finished = compiling.process.run(sandbox);
    throw_if_interrupted();
    if (finished.ok()) return;
    throw Error(ErrorKind::proof,
                fmt::format("'{}' failed: {}", command, join(last_lines(finished.out + finished.err, 8), "\n")));
}

// Two ranks on two nodes; the sum of 1 and 2 shows that they met.
void run_on_both_nodes(Cluster& cluster, const std::string& plugin, const std::string& name) {
    const auto said = cluster.ask({"bin/srun", "-N2", "-n2", "-t1", "--mpi=" + plugin, kFolder + ("/" + name)},
                                  kJobUser, kMpiEnvironment, 60);
    auto lines = split(said, '\n');
    std::sort(lines.begin(), lines.end());
    if (lines == std::vector<std::string>{"rank 0 of 2 sum 3", "rank 1 of 2 sum 3"}) return;
    throw Error(ErrorKind::proof, fmt::format("srun --mpi={} printed: {}", plugin, said));
}

// What a C++ program of the bundle's h5c++ sees in a file.
std::string read_by_program(Cluster& cluster, const Compiling& compiling, const std::string& file) {
    compile(cluster, compiling, "read.cpp", kHdf5Program, "h5c++ -o read read.cpp");
    return cluster.ask({"bin/srun", "-N1", "-t1", kFolder + std::string("/read"), file}, kJobUser);
}

}  // namespace

Outcome check_mpi(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling) {
    if (!promises(bundle, "bin/mpicc")) return skipped("the bundle has no MPI");
    if (compiling == nullptr) return skipped("there is no root filesystem with a compiler");
    compile(cluster, *compiling, "mpi.c", kMpiProgram, "mpicc -o mpi mpi.c");
    std::vector<std::string> plugins;
    for (const auto* plugin : {"pmix_v4", "pmix_v5"}) {
        if (!promises(bundle, std::string("mpi_") + plugin)) continue;
        run_on_both_nodes(cluster, plugin, "mpi");
        plugins.push_back(plugin);
    }
    if (plugins.empty()) return {Verdict::failed, "the bundle has MPI and no PMIx plugin of Slurm"};
    return passed(fmt::format("a program of the bundle's mpicc did an allreduce over 2 nodes with srun --mpi={}",
                              join(plugins, " and --mpi=")));
}

Outcome check_pmi2(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling) {
    if (!promises(bundle, "mpi_pmi2")) return skipped("the bundle has no mpi_pmi2");
    if (compiling == nullptr) return skipped("there is no root filesystem with a compiler");
    const auto view = cluster.session().prefix() + "/view";
    compile(cluster, *compiling, "pmi2.c", kPmi2Program,
            fmt::format(
                "gcc -I{0}/include -o pmi2 pmi2.c -L{0}/lib -lpmi2 -Wl,-rpath,{0}/lib -Wl,-rpath-link,{0}/lib/slurm",
                view));
    run_on_both_nodes(cluster, "pmi2", "pmi2");
    return passed("two ranks exchanged values with srun --mpi=pmi2");
}

Outcome check_profile(Cluster& cluster, const UnpackedBundle& bundle, const Compiling* compiling) {
    if (!cluster.shape().profile) return skipped("the bundle has no acct_gather_profile_hdf5");
    const auto job = cluster.ask({"bin/sbatch", "--parsable", "--chdir=/home/alice", "--mem=20", "--profile=task",
                                  "--acctg-freq=task=1", "--wrap", "sleep 3"});
    const auto ended = wait_until(kJobSeconds, [&] {
        const auto state = cluster.job_field(job, "JobState");
        return state == "COMPLETED" || state == "FAILED";
    });
    if (!ended || cluster.job_field(job, "JobState") != "COMPLETED")
        return {Verdict::failed, fmt::format("job {} did not complete\n{}", job, cluster.log_of("slurmd-n1"))};
    const std::string merged = fmt::format("/home/alice/profile-{}.h5", job);
    cluster.ask({"bin/sh5util", "-j", job, "-o", merged});
    const auto listed = cluster.ask({"bin/h5ls", "--recursive", merged});
    if (listed.find("Tasks/0") == std::string::npos)
        return {Verdict::failed, fmt::format("the profile of job {} has no task: {}", job, listed)};
    std::string readers = "h5ls";
    if (compiling != nullptr && promises(bundle, "bin/h5c++")) {
        const auto seen = read_by_program(cluster, *compiling, merged);
        if (seen.find("n1") == std::string::npos && seen.find("Nodes") == std::string::npos)
            return {Verdict::failed, "a program of the bundle's h5c++ sees in the profile: " + seen};
        readers += " and a program of the bundle's h5c++";
    }
    return passed(fmt::format("job {} wrote an HDF5 profile; sh5util merged it, {} read it", job, readers));
}

Outcome check_nvml(Cluster& cluster, const UnpackedBundle& bundle) {
    if (!promises(bundle, "gpu_nvml")) return skipped("the bundle has no gpu_nvml");
    auto& session = cluster.session();
    session.write_file("/etc/slurm-gpu/slurm.conf", gpu_node_conf(), kRootUser, "0644");
    auto plain = cluster.shape();
    plain.cgroups = CgroupVersion::none;
    session.write_file("/etc/slurm-gpu/cgroup.conf", cgroup_conf(plain), kRootUser, "0644");
    session.write_file("/etc/slurm-gpu/gres.conf", "AutoDetect=nvml\n", kRootUser, "0644");
    const auto finished = cluster.run({"sbin/slurmd", "-G", "-N", "g1", "-f", "/etc/slurm-gpu/slurm.conf"}, kRootUser);
    const auto said = finished.out + finished.err;
    // Slurm's own words (src/interfaces/gpu.c), for a slurmd that was built with NVML.
    if (said.find("lib wasn't found on the system") == std::string::npos)
        return {Verdict::failed, "slurmd -G with AutoDetect=nvml said: " + said};
    return passed("slurmd with AutoDetect=nvml looked for the driver's library and says that there is none");
}

}  // namespace sf
