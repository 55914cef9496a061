// The cluster as this host's commands see it: versions, nodes, accounting, a job.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "doctor/checks.h"
#include "spec/version.h"

namespace sf {

namespace {

// 24.11.5 -> 24.11.
std::string release_of(const std::string& version) {
    return Version(version).up_to(2).text();
}

// "SLURM_VERSION           = 24.11.5" of `scontrol show config`; empty if the controller does not answer.
std::string controller_version(const Patient& patient) {
    const auto said = patient.host.run({patient.program("bin/scontrol"), "show", "config"});
    if (!said.ok()) return "";
    for (const auto& line : split(said.out, '\n'))
        if (line.starts_with("SLURM_VERSION")) return std::string(trim(line.substr(line.find('=') + 1)));
    return "";
}

const std::vector<std::string>& ask_controller() {
    static const std::vector<std::string> cure = {"scontrol ping", "systemctl status slurmctld     # on the controller",
                                                  "slurm-factory doctor --only names,munge,clock,ports     # on both"};
    return cure;
}

// Whether a controller of one release understands slurmds and commands of another.
bool serves(const Patient& patient, const std::string& controller, const std::string& other) {
    if (controller == other) return true;
    const auto found = patient.served.find(controller);
    return found != patient.served.end() &&
           std::find(found->second.begin(), found->second.end(), other) != found->second.end();
}

// Version -> nodes whose slurmd has it.
std::map<std::string, std::vector<std::string>> versions_of_nodes(const Patient& patient) {
    std::map<std::string, std::vector<std::string>> versions;
    const auto said = patient.host.run({patient.program("bin/sinfo"), "--noheader", "--Node", "--format=%N %v"});
    for (const auto& line : split(said.out, '\n')) {
        const auto words = split(trim(line), ' ');
        if (words.size() != 2 || words[1] == "(null)") continue;  // it has not registered yet
        auto& nodes = versions[words[1]];
        if (nodes.empty() || nodes.back() != words[0]) nodes.push_back(words[0]);
    }
    return versions;
}

void check_version(const Patient& patient, const std::string& controller, const std::string& other,
                   const std::string& who, Symptoms& findings) {
    if (serves(patient, release_of(controller), release_of(other))) {
        if (other != controller)
            findings.note(fmt::format("{}: {}, the controller has {}", who, other, controller),
                          "they understand each other; an upgrade is not finished");
        return;
    }
    findings.fault(
        fmt::format("{}: {}, the controller has {}", who, other, controller),
        "a controller serves its own release and the ones that it upgrades from: the controller must be the "
        "newer one, and not by too much",
        {"slurm-factory release list     # UPGRADES FROM",
         "slurm-factory install BUNDLE     # where the older one is: slurmdbd, then slurmctld, then slurmd"});
}

struct NodeState {
    std::string name, state, reason;
};

std::vector<NodeState> node_states(const Patient& patient) {
    std::map<std::string, NodeState> nodes;
    const auto said = patient.host.run({patient.program("bin/sinfo"), "--noheader", "--Node", "--format=%N|%T|%E"});
    for (const auto& line : split(said.out, '\n'))
        if (const auto fields = split(trim(line), '|'); fields.size() >= 3)
            nodes[fields[0]] = {fields[0], fields[1], fields[2]};
    std::vector<NodeState> states;
    for (auto& [name, node] : nodes) states.push_back(std::move(node));
    return states;
}

bool is_out(const std::string& state) {
    return state.ends_with('*') || state.starts_with("down") || state.starts_with("drain") ||
           state.starts_with("fail") || state.starts_with("inval") || state.starts_with("unk");
}

}  // namespace

void check_versions(const Patient& patient, Symptoms& findings) {
    const auto controller = controller_version(patient);
    if (controller.empty())
        return findings.fault("slurmctld does not answer", "no command and no node gets further", ask_controller());
    if (patient.facts) check_version(patient, controller, patient.facts->slurm, "this host", findings);
    const auto versions = versions_of_nodes(patient);
    for (const auto& [version, nodes] : versions)
        check_version(patient, controller, version, join(nodes, ","), findings);
    if (findings.all().empty()) findings.ok(fmt::format("{} everywhere", controller));
}

void check_nodes_up(const Patient& patient, Symptoms& findings) {
    const auto states = node_states(patient);
    if (states.empty()) return findings.note("no node was named", "slurmctld does not answer: see versions");
    const auto own = patient.host.short_name();
    std::size_t out = 0;
    for (const auto& node : states) {
        if (!is_out(node.state)) continue;
        ++out;
        const auto seen =
            fmt::format("{} is {}{}", node.name, node.state, node.reason == "none" ? "" : ": " + node.reason);
        const std::vector<std::string> cure = {
            fmt::format("scontrol show node {}", node.name),
            fmt::format("systemctl status slurmd; journalctl -u slurmd -n 30     # on {}", node.name),
            fmt::format("scontrol update NodeName={} State=RESUME     # when the reason is gone", node.name)};
        if (node.name == own && patient.is(Role::compute))
            findings.fault(seen, "no job runs on this host", cure);
        else
            findings.warning(seen, "no job runs there", cure);
    }
    if (out == 0) findings.ok(fmt::format("{} nodes are up", states.size()));
}

void check_accounting(const Patient& patient, Symptoms& findings) {
    if (patient.setting("AccountingStorageType", "").find("slurmdbd") == std::string::npos)
        return findings.ok("not used: slurm.conf has no AccountingStorageType=accounting_storage/slurmdbd");
    const auto said = patient.host.run({patient.program("bin/sacctmgr"), "--noheader", "--parsable2", "show", "cluster",
                                        "format=cluster,controlhost"});
    if (!said.ok())
        return findings.fault("slurmdbd does not answer: " + join(last_lines(said.err + said.out, 2), "; "),
                              "jobs run, but are not recorded; after a while slurmctld has no memory left for them",
                              {fmt::format("systemctl status slurmdbd mariadb     # on {}",
                                           patient.setting("AccountingStorageHost", "localhost")),
                               "journalctl -u slurmdbd -n 30"});
    const auto cluster = patient.setting("ClusterName", "");
    for (const auto& line : split(said.out, '\n')) {
        const auto fields = split(trim(line), '|');
        if (fields.empty() || fields[0] != cluster) continue;
        if (fields.size() > 1 && fields[1].empty())
            return findings.warning(fmt::format("slurmdbd knows {}, but no controller of it", cluster),
                                    "slurmctld has not registered: nothing new is recorded",
                                    {"systemctl restart slurmctld", "sacctmgr show cluster"});
        return findings.ok(fmt::format("slurmdbd answers and knows {}", cluster));
    }
    findings.fault(fmt::format("slurmdbd does not know the cluster {}", cluster), "its jobs are not recorded",
                   {fmt::format("sacctmgr --immediate add cluster {}", cluster), "systemctl restart slurmctld"});
}

void check_job(const Patient& patient, Symptoms& findings) {
    constexpr double kLongest = 60;  // seconds, with the wait for a node
    std::vector<std::string> command = {patient.program("bin/srun"), "--nodes=1", "--time=1", "--immediate=15",
                                        "--job-name=doctor",         "--chdir=/", "uname",    "-n"};
    if (!patient.job_user.empty()) {
        const auto user = find_user(patient.host, patient.job_user);
        if (!user)
            return findings.fault(fmt::format("there is no user {} to run a job as", patient.job_user), "",
                                  {"slurm-factory doctor --after --user NAME"});
        command.insert(command.begin(), {"setpriv", fmt::format("--reuid={}", user->uid),
                                         fmt::format("--regid={}", user->gid), "--init-groups", "--reset-env"});
    }
    const auto started = patient.host.clock().steady_seconds();
    const auto ran = patient.host.run(command, "", kLongest);
    const auto seconds = patient.host.clock().steady_seconds() - started;
    const auto as = patient.job_user.empty() ? "" : " as " + patient.job_user;
    if (ran.ok() && !trim(ran.out).empty())
        return findings.ok(fmt::format("ran on {}{} in {}", trim(ran.out), as, format_duration(seconds)));
    const auto said = ran.timed_out ? fmt::format("nothing within {}", format_duration(kLongest))
                                    : join(last_lines(ran.err + ran.out, 2), "; ");
    findings.fault(fmt::format("a job of one node{} did not run: {}", as, said), "this is what the cluster is for",
                   {"sinfo --list-reasons; squeue --start", "scontrol show job     # Reason=",
                    "# all nodes busy? then it waits: slurm-factory doctor --after --only daemons,nodes,versions"});
}

}  // namespace sf
