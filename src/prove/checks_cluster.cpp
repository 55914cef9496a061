// munge, the controller, its nodes, and what a user does with them.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "prove/checks.h"

namespace sf {

namespace {

constexpr int kArrayTasks = 4;

Error job_failed(Cluster& cluster, const std::string& job, const std::string& wanted) {
    const auto shown = cluster.run({"bin/scontrol", "show", "job", job}, kRootUser);
    return Error(ErrorKind::proof,
                 fmt::format("job {} is {} instead of {}\n{}\n{}", job, cluster.job_field(job, "JobState"), wanted,
                             cluster.log_of("slurmctld"), cluster.log_of("slurmd-n1")));
}

// The state in which a job ended.
std::string final_state(Cluster& cluster, const std::string& job) {
    std::string state;
    const bool ended = wait_until(kJobSeconds, [&] {
        state = cluster.job_field(job, "JobState");
        return !state.empty() && state != "PENDING" && state != "RUNNING" && state != "COMPLETING" &&
               state != "CONFIGURING";
    });
    if (!ended) throw job_failed(cluster, job, "ended");
    return state;
}

bool nodes_are_idle(Cluster& cluster, const std::string& partition, std::size_t count,
                    const std::map<std::string, std::string>& env = {}) {
    const auto shown = cluster.run({"bin/sinfo", "-h", "-N", "-p", partition, "-o", "%T"}, kRootUser, env);
    const auto lines = split(trim(shown.out), '\n');
    return shown.ok() && lines.size() == count &&
           std::all_of(lines.begin(), lines.end(), [](const auto& line) { return trim(line) == "idle"; });
}

bool answers(Cluster& cluster, const std::map<std::string, std::string>& env = {}) {
    return cluster.run({"bin/scontrol", "ping"}, kRootUser, env).ok();
}

void start_slurmd(Cluster& cluster, const std::string& node) {
    cluster.start("slurmd-" + node, {cluster.program("sbin/slurmd"), "-D", "-N", node});
}

}  // namespace

Outcome check_munge(Cluster& cluster) {
    auto& session = cluster.session();
    session.shell("mungekey",
                  fmt::format("'{}' --create --keyfile=/etc/munge/munge.key", cluster.program("sbin/mungekey")),
                  kMungeUser);
    cluster.start("munged",
                  {cluster.program("sbin/munged"), "--foreground", "--key-file=/etc/munge/munge.key",
                   "--socket=/run/munge/munge.socket.2", "--pid-file=/run/munge/munged.pid",
                   "--log-file=/var/log/munge/munged.log", "--seed-file=/var/lib/munge/munged.seed"},
                  kMungeUser);
    const auto script = fmt::format("'{}' -n | '{}'", cluster.program("bin/munge"), cluster.program("bin/unmunge"));
    std::string decoded;
    cluster.await("munged", "munge and unmunge do not understand each other", kStartSeconds, [&] {
        const auto finished = session.run({{"/bin/sh", "-c", script}, kJobUser, {}, "", 10});
        decoded = finished.out;
        return finished.ok() && decoded.find("Success") != std::string::npos;
    });
    const auto user = decoded.find("UID:");
    return passed(fmt::format("a credential of {} was decoded: {}", kJobUser,
                              user == std::string::npos
                                  ? "Success"
                                  : join(split(decoded.substr(user, decoded.find('\n', user) - user), ' '), " ")));
}

Outcome check_nodes(Cluster& cluster) {
    cluster.start("slurmctld", {cluster.program("sbin/slurmctld"), "-D"});
    cluster.await("slurmctld", "slurmctld does not answer", kStartSeconds, [&] { return answers(cluster); });
    start_slurmd(cluster, "n1");
    start_slurmd(cluster, "n2");
    for (const auto* name : {"slurmd-n1", "slurmd-n2"})
        cluster.await(name, "the nodes are not idle", kStartSeconds,
                      [&] { return nodes_are_idle(cluster, "main", 2); });
    return passed("slurmctld and two slurmd are up, sinfo shows 2 idle nodes");
}

Outcome check_srun(Cluster& cluster) {
    const auto said = cluster.ask({"bin/srun", "-N2", "-t1", "/bin/sh", "-c", "echo $SLURMD_NODENAME $(hostname)"});
    auto lines = split(said, '\n');
    std::sort(lines.begin(), lines.end());
    if (lines != std::vector<std::string>{"n1 lab0", "n2 lab0"})
        return {Verdict::failed, "srun -N2 hostname as " + std::string(kJobUser) + " printed: " + said};
    return passed(fmt::format("srun -N2 hostname as {} ran on n1 and n2", kJobUser));
}

Outcome check_array(Cluster& cluster, std::string& job) {
    const auto submitted =
        cluster.ask({"bin/sbatch", "--parsable", "--chdir=/home/alice", fmt::format("--array=1-{}", kArrayTasks),
                     "--mem=20", "--output=task-%a.out", "--wrap", "echo task $SLURM_ARRAY_TASK_ID of $USER"});
    job = submitted.substr(0, submitted.find_first_of(";_\n"));
    for (int task = 1; task <= kArrayTasks; ++task) {
        const auto name = fmt::format("{}_{}", job, task);
        if (const auto state = final_state(cluster, name); state != "COMPLETED")
            throw job_failed(cluster, name, "COMPLETED");
    }
    const auto output = cluster.session().shell("reading the array's output", "cat /home/alice/task-*.out");
    for (int task = 1; task <= kArrayTasks; ++task)
        if (output.find(fmt::format("task {} of", task)) == std::string::npos)
            return {Verdict::failed, fmt::format("the output of task {} is missing; there is: {}", task, output)};
    return passed(fmt::format("job {}: {} tasks of {} completed, their output is there", job, kArrayTasks, kJobUser));
}

Outcome check_lua(Cluster& cluster) {
    if (!cluster.shape().lua) return skipped("the bundle has no job_submit_lua");
    const auto job = cluster.ask(
        {"bin/sbatch", "--parsable", "--chdir=/home/alice", "--job-name=lua-proof", "--mem=20", "--wrap", "true"});
    const auto comment = cluster.job_field(job, "Comment");
    if (comment != "seen-by-lua")
        return {Verdict::failed,
                fmt::format("job {} has the comment '{}'\n{}", job, comment, cluster.log_of("slurmctld"))};
    return passed(fmt::format("job_submit.lua set the comment of job {}", job));
}

Outcome check_memory_limit(Cluster& cluster, const SessionCgroups& cgroups) {
    if (cluster.shape().cgroups == CgroupVersion::none)
        return skipped("no cgroups for the cluster: " + cgroups.reason());
    const auto version = cgroups.version() == CgroupVersion::v1 ? "cgroup/v1" : "cgroup/v2";
    const auto job = cluster.ask({"bin/sbatch", "--parsable", "--chdir=/home/alice", "--mem=64", "--output=memory.out",
                                  "--wrap", "cat /proc/self/cgroup; head -c 400M /dev/zero | tail"});
    const auto state = final_state(cluster, job);
    if (state != "OUT_OF_MEMORY") throw job_failed(cluster, job, "OUT_OF_MEMORY");
    return passed(fmt::format("job {} asked for 64 MB, took more and ended OUT_OF_MEMORY ({})", job, version));
}

Outcome check_configless(Cluster& cluster) {
    // A mount namespace of its own hides /etc/slurm from this slurmd.
    const auto script = fmt::format("mount -t tmpfs none /etc/slurm && exec '{}' -D -N n3 --conf-server lab0:{}",
                                    cluster.program("sbin/slurmd"), kControllerPort);
    cluster.start("slurmd-n3", {"unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script});
    cluster.await("slurmd-n3", "the configless node is not idle", kStartSeconds,
                  [&] { return nodes_are_idle(cluster, "late", 1); });
    const auto said = cluster.ask({"bin/srun", "-p", "late", "-N1", "-t1", "/bin/sh", "-c", "echo $SLURMD_NODENAME"});
    if (said != "n3") return {Verdict::failed, "srun on the configless node printed: " + said};
    return passed("a slurmd without /etc/slurm took its configuration from slurmctld and ran a job");
}

Outcome check_auth_slurm(Cluster& cluster, MappedPlugins& mapped) {
    const auto& slurm = cluster.shape().slurm;
    if (!has_auth_slurm(slurm)) return skipped(fmt::format("Slurm {} has no auth/slurm; 23.11 brought it", slurm));
    const std::string conf = "/etc/slurm-keys/slurm.conf";
    const std::map<std::string, std::string> env = {{"SLURM_CONF", conf}};
    auto& session = cluster.session();
    session.write_file(conf, key_cluster_conf(cluster.shape()), kRootUser, "0644");
    auto plain = cluster.shape();
    plain.cgroups = CgroupVersion::none;
    session.write_file("/etc/slurm-keys/cgroup.conf", cgroup_conf(plain), kRootUser, "0644");
    cluster.start("keys-slurmctld", {cluster.program("sbin/slurmctld"), "-D", "-f", conf}, kRootUser, env);
    cluster.start("sackd", {cluster.program("sbin/sackd"), "-D", "-f", conf}, kRootUser, env);
    cluster.await("keys-slurmctld", "slurmctld with auth/slurm does not answer", kStartSeconds,
                  [&] { return answers(cluster, env); });
    cluster.start("keys-slurmd-k1", {cluster.program("sbin/slurmd"), "-D", "-N", "k1", "-f", conf}, kRootUser, env);
    cluster.await("keys-slurmd-k1", "the node with auth/slurm is not idle", kStartSeconds,
                  [&] { return nodes_are_idle(cluster, "main", 1, env); });
    cluster.await("sackd", "sackd has no socket", kStartSeconds, [&] {
        return session.run({{"test", "-S", "/run/slurm/sack.socket"}, kRootUser, {}, "", 10}).ok();
    });
    const auto said = cluster.ask({"bin/srun", "-N1", "-t1", "/bin/sh", "-c", "echo $SLURMD_NODENAME"}, kJobUser, env);
    collect_mapped(session, mapped);
    for (const auto* name : {"keys-slurmd-k1", "sackd", "keys-slurmctld"}) cluster.stop(name);
    if (said != "k1") return {Verdict::failed, "srun with auth/slurm printed: " + said};
    return passed(
        fmt::format("a cluster with auth/slurm, cred/slurm and sackd and no munge ran a job of {}", kJobUser));
}

void collect_while_a_step_runs(Cluster& cluster, MappedPlugins& mapped) {
    cluster.start(
        "hold",
        {cluster.program("bin/srun"), "-N2", "-t1", "--job-name=hold", "/bin/sh", "-c", "echo running; exec sleep 60"},
        kJobUser);
    const auto output = cluster.session().logs() / "hold.out";
    cluster.await("hold", "a step does not start", kJobSeconds, [&] {
        const auto said = read_file_if_exists(output).value_or("");
        return said.find("running") != said.rfind("running");
    });
    collect_mapped(cluster.session(), mapped);
    cluster.run({"bin/scancel", "--name=hold"}, kJobUser);
    cluster.stop("hold");
}

}  // namespace sf
