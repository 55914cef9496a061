#include "prove/prove.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "prove/checks.h"
#include "prove/contract_check.h"
#include "prove/recorder.h"
#include "prove/unpacked.h"

namespace sf {

namespace {

constexpr std::string_view kScratch = "prove-";

void check_statically(const UnpackedBundle& bundle, const RootFs& root, Recorder& recorder) {
    recorder.check("files",
                   [&] { return judged(manifest_faults(bundle), "every file is as manifest/files.json says"); });
    HostLibraries host(root.path);
    ElfTree tree;
    recorder.check("closure", [&] {
        tree = ElfTree::read(bundle.view());
        return judged(
            closure_faults(tree, host, root.path, bundle.own_folders, driver_libraries(bundle.capabilities, tree)),
            fmt::format("{} ELF files find their libraries by relative RUNPATHs or are glibc's and PAM's clients",
                        tree.files().size()));
    });
    recorder.check("contract", [&] {
        return judged(missing_capabilities(bundle.capabilities, bundle.view()),
                      fmt::format("{} programs, libraries and plugins are there", bundle.capabilities.size()));
    });
    recorder.check("symbols", [&] {
        auto plugins = check_plugin_symbols(bundle.capabilities, tree, host);
        auto faults = unresolved_in_programs(bundle.capabilities, tree, host);
        faults.insert(faults.end(), plugins.faults.begin(), plugins.faults.end());
        recorder.report().plugins = std::move(plugins.plugins);
        plugins.notes.insert(plugins.notes.begin(), fmt::format("{} pairs of plugin and host leave no symbol undefined",
                                                                recorder.report().plugins.size()));
        return judged(faults, join(plugins.notes, "\n"));
    });
}

// Whether swap can be limited too, without which a job could take more than its memory there.
bool limits_swap(const SessionCgroups& cgroups) {
    if (cgroups.version() == CgroupVersion::none) return false;
    const auto& cgroup = cgroups.lent().front().host;
    return fs::exists(cgroup /
                      (cgroups.version() == CgroupVersion::v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max"));
}

// Everything that needs the sandbox. Checks whose base failed are skipped with that reason.
class ClusterProof {
  public:
    ClusterProof(const UnpackedBundle& bundle, Session& session, const SessionCgroups& cgroups,
                 const Compiling* compiling, Recorder& recorder)
        : bundle_(bundle),
          session_(session),
          cgroups_(cgroups),
          compiling_(compiling),
          recorder_(recorder),
          cluster_(session, shape()) {}

    void run() {
        cluster_.prepare();
        start_database(cluster_);
        auto& plugins = recorder_.report().plugins;
        recorder_.check("programs", [&] { return check_programs(session_, bundle_.capabilities); });
        recorder_.check("loading", [&] { return check_loading(session_, bundle_.capabilities, plugins); });
        cluster_.write_configuration();
        const bool munge = recorder_.check("munge", [&] { return check_munge(cluster_); });
        if (!after("accounting", munge, "munge", [&] { return check_accounting_starts(cluster_); })) {
            cluster_.shape().accounting = false;
            cluster_.write_configuration();
        }
        const bool nodes = after("nodes", munge, "munge", [&] { return check_nodes(cluster_); });
        run_jobs(nodes);
        if (promises(bundle_, "gpu_nvml")) recorder_.check("nvml", [&] { return check_nvml(cluster_, bundle_); });
        recorder_.check("auth_slurm", [&] { return check_auth_slurm(cluster_, mapped_); });
        mark_in_use(mapped_, plugins);
    }

  private:
    ClusterShape shape() const {
        ClusterShape shape;
        shape.slurm = bundle_.slurm;
        shape.cgroups = cgroups_.version();
        shape.swap = limits_swap(cgroups_);
        shape.lua = promises(bundle_, "job_submit_lua");
        shape.profile = promises(bundle_, "acct_gather_profile_hdf5");
        shape.affinity = promises(bundle_, "task_affinity") && ::sysconf(_SC_NPROCESSORS_ONLN) >= 2;
        return shape;
    }

    bool after(const std::string& name, bool base, const std::string& base_name, const std::function<Outcome()>& body) {
        if (base) return recorder_.check(name, body);
        recorder_.check(name, [&] { return skipped(fmt::format("without {} there is nothing to ask", base_name)); });
        return false;
    }

    void run_jobs(bool nodes) {
        std::string array;
        after("srun", nodes, "nodes", [&] { return check_srun(cluster_); });
        after("array", nodes, "nodes", [&] { return check_array(cluster_, array); });
        after("sacct", nodes, "nodes", [&] { return check_sacct(cluster_, array); });
        after("lua", nodes, "nodes", [&] { return check_lua(cluster_); });
        after("rest", nodes, "nodes", [&] { return check_rest(cluster_); });
        after("configless", nodes, "nodes", [&] { return check_configless(cluster_); });
        after("memory_limit", nodes, "nodes", [&] { return check_memory_limit(cluster_, cgroups_); });
        after("pmi2", nodes, "nodes", [&] { return check_pmi2(cluster_, bundle_, compiling_); });
        if (promises(bundle_, "bin/mpicc"))
            after("mpi", nodes, "nodes", [&] { return check_mpi(cluster_, bundle_, compiling_); });
        if (cluster_.shape().profile)
            after("profile", nodes, "nodes", [&] { return check_profile(cluster_, bundle_, compiling_); });
        after("plugins_in_use", nodes, "nodes", [&] {
            collect_while_a_step_runs(cluster_, mapped_);
            return passed(fmt::format("{} pairs of process and plugin seen in /proc/PID/maps", mapped_.size()));
        });
    }

    const UnpackedBundle& bundle_;
    Session& session_;
    const SessionCgroups& cgroups_;
    const Compiling* compiling_;
    Recorder& recorder_;
    Cluster cluster_;
    MappedPlugins mapped_;
};

// Unpacked bundles of provers that were killed.
void remove_stale_scratch(const fs::path& folder) {
    make_dirs(folder);
    std::vector<fs::path> stale;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        const auto pid = name.starts_with(kScratch) ? std::atoi(name.c_str() + kScratch.size()) : 0;
        if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) stale.push_back(entry.path());
    }
    for (const auto& path : stale) remove_tree(path);
}

fs::path log_folder(const Home& home, const ProveOptions& options, Clock& clock) {
    return home.logs() / fmt::format("prove-{}-{}-{}", options.on->name, utc_stamp(clock.unix_seconds()), ::getpid());
}

void prove_cluster(const ProveOptions& options, const Home& home, const RootFs& root, const UnpackedBundle& bundle,
                   const fs::path& scratch, Process& process, Clock& clock, Recorder& recorder) {
    const auto logs = log_folder(home, options, clock);
    make_dirs(logs);
    recorder.report().logs = logs.string();
    make_dirs(scratch);
    SessionCgroups cgroups;
    Session session({root.path, bundle.root, options.at, scratch, logs}, cgroups, process);
    std::optional<Compiling> compiling;
    if (options.compiler_root && promises(bundle, "mpi_pmi2"))
        compiling.emplace(Compiling{options.compiler_root(bundle.toolchain), bundle.root, process});
    ClusterProof(bundle, session, cgroups, compiling ? &*compiling : nullptr, recorder).run();
    session.hand_over_logs();
}

void require_prefix(const std::string& prefix) {
    const fs::path path(prefix);
    if (!path.is_absolute() || path.lexically_normal() != path || path == "/")
        throw Error(ErrorKind::usage, fmt::format("{} is no prefix for a bundle", prefix),
                    "give an absolute path such as /opt/slurm");
}

}  // namespace

ProofReport prove(const ProveOptions& options, const Home& home, const RootFs& root, Process& process, Clock& clock,
                  Progress& progress) {
    const double start = clock.steady_seconds();
    ProofReport report;
    require_prefix(options.at);
    remove_stale_scratch(home.tmp());
    TempDir scratch(home.tmp(), fmt::format("{}{}-", kScratch, ::getpid()));
    const auto bundle = unpack_bundle(options.bundle, scratch.path() / "bundle");
    report.bundle = options.bundle.string();
    report.sha256 = bundle.sha256;
    report.toolchain = options.on->name;
    report.prefix = options.at;
    report.release = bundle.slurm;
    refuse_older_glibc(bundle, options.on->name, options.on->glibc);
    Recorder recorder(report, clock, progress);
    check_statically(bundle, root, recorder);
    if (!options.static_only)
        prove_cluster(options, home, root, bundle, scratch.path() / "session", process, clock, recorder);
    progress.done();
    report.seconds = clock.steady_seconds() - start;
    return report;
}

}  // namespace sf
