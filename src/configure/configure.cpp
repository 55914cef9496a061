#include "configure/configure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "configure/detect.h"
#include "configure/slurm_conf.h"
#include "configure/trial.h"

namespace sf {

namespace {

constexpr std::array kFiles = {"slurm.conf", "cgroup.conf", "gres.conf", "slurmdbd.conf"};
constexpr const char* kTemplateFolder = "data/slurm_assets/slurm";

// What the files begin with; `is_new` where slurm.conf begins with its template.
std::map<std::string, std::string> beginnings(const ConfigureRequest& request, bool& is_new) {
    std::map<std::string, std::string> texts;
    is_new = true;
    for (const std::string name : kFiles) {
        if (!request.fresh) {
            if (auto there = read_file_if_exists(request.output / name)) {
                texts[name] = std::move(*there);
                if (name == "slurm.conf") is_new = false;
                continue;
            }
        }
        for (const auto& folder : {request.bundle / kTemplateFolder, request.templates})
            if (auto begin = read_file_if_exists(folder / (name + ".template"))) {
                texts[name] = std::move(*begin);
                break;
            }
    }
    if (!texts.contains("slurm.conf"))
        throw Error(ErrorKind::host,
                    fmt::format("neither {} nor {} has slurm.conf.template", request.bundle.string(),
                                request.templates.string()),
                    "name an unpacked bundle: --bundle DIR");
    return texts;
}

void require_bundle(const ConfigureRequest& request) {
    if (fs::exists(request.bundle / "view/sbin/slurmctld")) return;
    throw Error(ErrorKind::usage,
                fmt::format("{} is no bundle: it has no view/sbin/slurmctld", request.bundle.string()),
                "name an unpacked bundle by --bundle DIR, or the folder of installed ones by --prefix DIR; --no-check "
                "does without slurmctld's own word");
}

// The template's own cluster, controller and nodes are nobody's.
void complete_answers(ConfigureRequest& request, const std::string& this_host, Process& process) {
    auto& answers = request.answers;
    const auto asked = [&](const std::string& question, const std::string& proposal) {
        return request.ask ? request.ask(question, proposal) : proposal;
    };
    if (!answers.cluster_name) {
        if (!request.ask)
            throw Error(ErrorKind::usage, "a new slurm.conf needs the cluster's name", "give it with --cluster-name");
        answers.cluster_name = asked("Name of the cluster", "cluster");
    }
    if (answers.controllers.empty())
        answers.controllers = split(asked("Host of slurmctld (and, after a comma, of its backup)", this_host), ',');
    if (answers.nodes.empty() && !request.detect) {
        require_bundle(request);
        answers.nodes = {asked("Nodes, as a line of slurm.conf", detect_node(request.bundle / "view", process))};
    }
    if (answers.partitions.empty()) answers.partitions = {asked("Partition", "main MaxTime=INFINITE State=UP")};
}

void ask_slurmctld(Configuration& configuration, const std::vector<ConfiguredFile>& files,
                   const ConfigureRequest& request, Process& process) {
    require_bundle(request);
    // As root of a user namespace slurmctld ends: it may not drop groups there.
    if (::geteuid() != 0)
        throw Error(ErrorKind::host, "only root can try a slurmctld", "run configure as root, or with --no-check");
    const TempDir scratch(fs::temp_directory_path(), "slurm-configure-");
    auto trial = try_configuration(files, {request.bundle / "view", request.output, scratch.path()}, process);
    configuration.tried = true;
    configuration.complaints = std::move(trial.complaints);
    if (!trial.accepted)
        throw Error(ErrorKind::proof,
                    "slurmctld does not take this configuration:\n  " + join(configuration.complaints, "\n  "),
                    "nothing was written; --dry-run --diff --no-check shows what was tried");
}

}  // namespace

bool Configuration::changes() const {
    return std::any_of(files.begin(), files.end(), [](const auto& file) { return file.state != FileState::same; });
}

Configuration prepare_configuration(ConfigureRequest request, Process& process, Clock& clock) {
    bool is_new = false;
    const auto begin = beginnings(request, is_new);
    if (is_new) complete_answers(request, short_host_name(), process);
    if (request.detect) {
        require_bundle(request);
        request.answers.nodes = with_detected(request.answers.nodes, detect_node(request.bundle / "view", process));
    }
    check_answers(request.answers);
    const auto files = render_configuration(request.answers, begin);
    Configuration configuration;
    configuration.files = plan_files(files, request.output, clock);
    configuration.slurm_user =
        SlurmConf(with_includes(files.front().content, request.output)).get("SlurmUser").value_or("root");
    if (request.check && configuration.changes()) ask_slurmctld(configuration, files, request, process);
    return configuration;
}

}  // namespace sf
