#include "node/jobs.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr const char* kReason = "Reason=slurm-factory";
constexpr auto kPoll = std::chrono::seconds(1);

// Of the nodes, or of all where there are none named.
std::vector<std::string> running_jobs(const SlurmPrograms& programs, const std::string& nodes) {
    std::vector<std::string> arguments{"--noheader", "--format=%A",
                                       "--states=RUNNING,COMPLETING,SUSPENDED,CONFIGURING"};
    if (!nodes.empty()) arguments.push_back("--nodelist=" + nodes);
    const auto shown = programs.run("squeue", arguments);
    if (!shown.ok())
        throw Error(ErrorKind::host, fmt::format("the controller does not say which jobs run: {}", trim(shown.err)),
                    "without --if-idle and --drain jobs are not asked for: they go on while a build is switched");
    std::vector<std::string> jobs;
    for (const auto& line : split(shown.out, '\n'))
        if (!trim(line).empty()) jobs.emplace_back(trim(line));
    return jobs;
}

}  // namespace

void require_idle(const SlurmPrograms& programs) {
    if (!programs.there()) return;  // the first build: no job can run
    const auto jobs = running_jobs(programs, programs.node_names());
    if (jobs.empty()) return;
    throw Error(ErrorKind::proof, fmt::format("{} jobs run: {}", jobs.size(), join(jobs, ", ")),
                "--drain waits for them; without --if-idle they go on while the build is switched");
}

DrainedNode::DrainedNode(const SlurmPrograms& programs, double timeout_s, Progress& progress) : programs_(programs) {
    if (!programs_.there()) return;
    nodes_ = programs_.node_names();
    if (nodes_.empty())
        throw Error(ErrorKind::usage, "this host is no compute node of the cluster, and cannot be drained",
                    "--if-idle refuses while jobs run");
    const auto state = programs_.run("sinfo", {"--noheader", "--format=%T", "--nodes=" + nodes_});
    if (state.ok() && state.out.find("drain") == std::string::npos) {
        const auto done = programs_.run("scontrol", {"update", "NodeName=" + nodes_, "State=DRAIN", kReason});
        if (!done.ok()) throw Error(ErrorKind::host, fmt::format("{} cannot be drained: {}", nodes_, trim(done.err)));
        drained_here_ = true;
    }
    try {
        wait(timeout_s, progress);
    } catch (...) {
        resume();
        throw;
    }
}

DrainedNode::~DrainedNode() {
    resume();
}

void DrainedNode::wait(double timeout_s, Progress& progress) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(timeout_s);
    for (bool told = false;; told = true) {
        const auto jobs = running_jobs(programs_, nodes_);
        if (jobs.empty()) return;
        if (!told) progress.message(fmt::format("{} is drained; waiting for the jobs {}", nodes_, join(jobs, ", ")));
        if (std::chrono::steady_clock::now() >= end)
            throw Error(ErrorKind::proof,
                        fmt::format("the jobs {} still run after {}", join(jobs, ", "), format_duration(timeout_s)),
                        "give more time with --timeout, or try again later");
        throw_if_interrupted();
        std::this_thread::sleep_for(kPoll);
    }
}

void DrainedNode::resume() const {
    if (drained_here_) programs_.run("scontrol", {"update", "NodeName=" + nodes_, "State=RESUME"});
}

}  // namespace sf
