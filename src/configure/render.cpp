#include "configure/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "configure/hostlist.h"
#include "configure/slurm_conf.h"

namespace sf {

namespace {

SlurmConf begun(const std::map<std::string, std::string>& begin, const std::string& name) {
    const auto found = begin.find(name);
    return found == begin.end() ? SlurmConf() : SlurmConf(found->second);
}

std::vector<std::string> with_key(const std::string& key, const std::vector<std::string>& values) {
    std::vector<std::string> lines;
    for (const auto& value : values) lines.push_back(key + "=" + value);
    return lines;
}

// The first partition is the default one unless the answers say which; a partition without nodes has all of them.
std::vector<std::string> partition_lines(const std::vector<std::string>& partitions) {
    auto lines = with_key("PartitionName", partitions);
    const bool chosen =
        std::any_of(lines.begin(), lines.end(), [](const auto& line) { return conf_fields(line).contains("default"); });
    for (auto& line : lines)
        if (!conf_fields(line).contains("nodes")) line += " Nodes=ALL";
    if (!chosen && !lines.empty()) lines.front() += " Default=YES";
    return lines;
}

std::set<std::string> host_set(const std::string& expression) {
    const auto hosts = expand_hostlist(expression);
    return {hosts.begin(), hosts.end()};
}

std::string gres_field(const GresAnswer& gres) {
    return gres.type.empty() ? fmt::format("{}:{}", gres.name, gres.count)
                             : fmt::format("{}:{}:{}", gres.name, gres.type, gres.count);
}

// The line without its field Gres=.
std::string without_gres(const std::string& line) {
    std::vector<std::string> words;
    for (auto& word : split(line, ' '))
        if (!word.empty() && !conf_fields(word).contains("gres")) words.push_back(std::move(word));
    return join(words, " ");
}

// A line of nodes has one Gres= for all of them.
std::vector<std::string> nodes_with_gres(std::vector<std::string> lines, const std::vector<GresAnswer>& answers) {
    for (auto& line : lines) {
        const auto nodes = conf_fields(line)["nodename"];
        const auto members = host_set(nodes);
        std::vector<std::string> fields;
        for (const auto& gres : answers) {
            const auto with = host_set(gres.nodes);
            const auto shared = std::count_if(members.begin(), members.end(),
                                              [&](const auto& member) { return with.contains(member); });
            if (shared == 0) continue;
            if (static_cast<std::size_t>(shared) != members.size())
                throw Error(ErrorKind::usage,
                            fmt::format("--gres {} is for {} of the {} nodes of the line {}", gres.nodes, shared,
                                        members.size(), nodes),
                            "give the nodes with devices a --nodes line of their own");
            fields.push_back(gres_field(gres));
        }
        if (!fields.empty()) line = without_gres(line) + " Gres=" + join(fields, ",");
    }
    return lines;
}

void put_gres(SlurmConf& slurm, SlurmConf& gres, const std::vector<GresAnswer>& answers) {
    std::vector<std::string> types;
    std::vector<std::string> lines;
    for (const auto& answer : answers) {
        if (std::find(types.begin(), types.end(), answer.name) == types.end()) types.push_back(answer.name);
        auto line = fmt::format("NodeName={}", answer.nodes);
        if (answer.file.empty()) {
            line += " AutoDetect=nvml";
        } else {
            line += " Name=" + answer.name;
            if (!answer.type.empty()) line += " Type=" + answer.type;
            line += " File=" + answer.file;
        }
        lines.push_back(line);
    }
    slurm.set("GresTypes", join(types, ","));
    slurm.set_lines("NodeName", nodes_with_gres(slurm.lines_of("NodeName"), answers));
    gres.set_lines("NodeName", lines);
}

// Without cgroups jobs are tracked by their parents and limited by nothing.
void put_cgroup(SlurmConf& slurm, SlurmConf& cgroup, const std::string& plugin) {
    cgroup.set("CgroupPlugin", plugin);
    const bool off = plugin == "disabled";
    slurm.set("ProctrackType", off ? "proctrack/linuxproc" : "proctrack/cgroup");
    slurm.set("TaskPlugin", off ? "task/affinity" : "task/cgroup,task/affinity");
    slurm.set("JobAcctGatherType", off ? "jobacct_gather/linux" : "jobacct_gather/cgroup");
    if (off)
        slurm.unset("PrologFlags");
    else
        slurm.set("PrologFlags", "Contain");
}

void put_slurm(SlurmConf& slurm, const Answers& answers) {
    if (answers.cluster_name) slurm.set("ClusterName", *answers.cluster_name);
    if (!answers.controllers.empty()) slurm.set_lines("SlurmctldHost", with_key("SlurmctldHost", answers.controllers));
    if (!answers.nodes.empty()) slurm.set_lines("NodeName", with_key("NodeName", answers.nodes));
    if (!answers.partitions.empty()) slurm.set_lines("PartitionName", partition_lines(answers.partitions));
    if (answers.accounting) {
        slurm.set("AccountingStorageType", "accounting_storage/slurmdbd");
        slurm.set("AccountingStorageHost", *answers.accounting);
    }
    if (answers.topology) slurm.set("TopologyPlugin", "topology/tree");
}

}  // namespace

std::vector<ConfiguredFile> render_configuration(const Answers& answers,
                                                 const std::map<std::string, std::string>& begin) {
    auto slurm = begun(begin, "slurm.conf");
    auto cgroup = begun(begin, "cgroup.conf");
    auto gres = begun(begin, "gres.conf");
    put_slurm(slurm, answers);
    if (!answers.gres.empty()) put_gres(slurm, gres, answers.gres);
    if (answers.cgroup) put_cgroup(slurm, cgroup, *answers.cgroup);
    std::vector<ConfiguredFile> files = {{"slurm.conf", slurm.text()}, {"cgroup.conf", cgroup.text()}};
    if (!answers.gres.empty()) files.push_back({"gres.conf", gres.text()});
    if (answers.topology) files.push_back({"topology.conf", *answers.topology});
    if (answers.storage_password) {
        auto slurmdbd = begun(begin, "slurmdbd.conf");
        if (answers.accounting) slurmdbd.set("DbdHost", *answers.accounting);
        slurmdbd.set("StoragePass", answers.storage_password->reveal());
        files.push_back({"slurmdbd.conf", slurmdbd.text(), 0600, true});
    }
    return files;
}

}  // namespace sf
