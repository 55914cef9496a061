// slurm-factory configure: writes a working slurm.conf from a few answers.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/error.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/node_options.h"
#include "cli/services.h"
#include "configure/configure.h"

namespace sf {

namespace {

enum class CgroupChoice { as_it_is, autodetect, v1, v2, disabled };

bool has_terminal() {
    return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

std::string ask_on_terminal(const std::string& question, const std::string& proposal) {
    std::cerr << question << " [" << proposal << "]: ";
    std::string line;
    if (!std::getline(std::cin, line)) throw Error(ErrorKind::usage, "there is no answer", "give answers by options");
    return trim(line).empty() ? proposal : std::string(trim(line));
}

struct ConfigureCommand {
    std::string cluster_name, controller, accounting, password_file, topology_file;
    std::vector<std::string> nodes, partitions, gres;
    CgroupChoice cgroup = CgroupChoice::as_it_is;
    PrefixOptions where;
    std::string output = "/etc/slurm", bundle;
    bool detect = false, fresh = false, no_check = false, dry_run = false, diff = false, yes = false, json = false;

    Answers answers() const {
        Answers answers;
        if (!cluster_name.empty()) answers.cluster_name = cluster_name;
        if (!controller.empty()) answers.controllers = split(controller, ',');
        answers.nodes = nodes;
        answers.partitions = partitions;
        if (!accounting.empty()) answers.accounting = accounting;
        if (!password_file.empty()) answers.storage_password = first_line(read_secret(fs::path(password_file)));
        for (const auto& text : gres) answers.gres.push_back(parse_gres(text));
        if (!topology_file.empty()) answers.topology = read_file(topology_file);
        if (cgroup == CgroupChoice::autodetect) answers.cgroup = "autodetect";
        if (cgroup == CgroupChoice::v1) answers.cgroup = "cgroup/v1";
        if (cgroup == CgroupChoice::v2) answers.cgroup = "cgroup/v2";
        if (cgroup == CgroupChoice::disabled) answers.cgroup = "disabled";
        return answers;
    }

    void run(Services& services) const {
        ConfigureRequest request;
        request.answers = answers();
        request.detect = detect;
        request.fresh = fresh;
        request.check = !no_check;
        request.bundle = fs::absolute(bundle.empty() ? fs::path(where.prefix) / "current" : fs::path(bundle));
        request.templates = services.catalog_folders().front() / "assets/slurm_assets/slurm";
        request.output = fs::absolute(output);
        if (has_terminal() && !yes) request.ask = ask_on_terminal;
        const auto configuration = prepare_configuration(std::move(request), *services.process, *services.clock);
        if (!dry_run && configuration.changes()) {
            confirm(configuration);
            place_files(configuration.files, configuration.slurm_user);
        }
        show(configuration);
    }

    void show(const Configuration& configuration) const {
        if (json) {
            print(pretty_json({{"version", 1},
                               {"files", planned_to_json(configuration.files)},
                               {"tried", configuration.tried},
                               {"complaints", configuration.complaints},
                               {"written", !dry_run && configuration.changes()}}));
            return;
        }
        std::string text;
        for (const auto& file : configuration.files) {
            if (file.state == FileState::same) continue;
            text += fmt::format("{}{} {}", dry_run ? "would be " : "",
                                file.state == FileState::created ? "created" : "changed", file.path.string());
            if (!file.backup.empty()) text += fmt::format(", the old one is {}", file.backup.string());
            text += "\n";
            if (diff) text += file.diff;
        }
        if (configuration.tried) text += "slurmctld takes it\n";
        for (const auto& complaint : configuration.complaints) text += "slurmctld says: " + complaint + "\n";
        print(text.empty() ? "nothing to do\n" : text);
    }

    // Creating is what was asked for; what an admin wrote is not changed unseen.
    void confirm(const Configuration& configuration) const {
        std::string diffs;
        for (const auto& file : configuration.files)
            if (file.state == FileState::changed) diffs += file.path.string() + "\n" + file.diff;
        if (diffs.empty() || yes) return;
        if (!has_terminal())
            throw Error(ErrorKind::usage, "files that are there would change; nothing was written",
                        "look at --dry-run --diff, then say --yes");
        if (!diff) std::cerr << diffs;
        if (ask_on_terminal("Write this?", "no").find('y') != 0)
            throw Error(ErrorKind::usage, "nothing was written", "");
    }
};

void add_answers(CLI::App& command, ConfigureCommand& options) {
    command.add_option("--cluster-name", options.cluster_name, "name of the cluster")->type_name("NAME");
    command.add_option("--controller", options.controller, "host of slurmctld (default: this one), and of its backup")
        ->type_name("HOST[,BACKUP]");
    command
        .add_option("--nodes", options.nodes,
                    "nodes, as a line of slurm.conf: 'node[1-10] CPUs=4 RealMemory=8000'; repeatable")
        ->type_name("LINE")
        ->allow_extra_args(false);
    command.add_flag("--detect", options.detect, "take this machine's hardware for nodes that are given by name alone");
    command
        .add_option("--partition", options.partitions,
                    "partition, as a line of slurm.conf: 'main Nodes=node[1-10]'; repeatable (default: main)")
        ->type_name("LINE")
        ->allow_extra_args(false);
    command.add_option("--accounting", options.accounting, "host of slurmdbd")->type_name("HOST");
    command
        .add_option("--storage-password-file", options.password_file,
                    "file with the database's password: writes slurmdbd.conf too")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    command
        .add_option("--gres", options.gres,
                    "devices of nodes: 'node[1-4] gpu:a100:4 File=/dev/nvidia[0-3]', or without File= found by "
                    "NVIDIA's library; repeatable")
        ->type_name("LINE")
        ->allow_extra_args(false);
    command.add_option("--topology", options.topology_file, "file that becomes topology.conf")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    command
        .add_option("--cgroup", options.cgroup, "how jobs are tracked and limited (default: as the template has it)")
        ->transform(choice<CgroupChoice>({{"autodetect", CgroupChoice::autodetect},
                                          {"v1", CgroupChoice::v1},
                                          {"v2", CgroupChoice::v2},
                                          {"disabled", CgroupChoice::disabled}}));
}

}  // namespace

void add_configure_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<ConfigureCommand>();
    auto* command = app.add_subcommand("configure",
                                       "Write a slurm.conf from a few answers, tried by slurmctld before it is placed");
    add_answers(*command, *options);
    command->add_option("--output", options->output, "folder of the files (default /etc/slurm)")->type_name("DIR");
    options->where.add_to(*command);
    command->add_option("--bundle", options->bundle, "an unpacked bundle (default: the current one of the prefix)")
        ->type_name("DIR");
    command->add_flag("--fresh", options->fresh, "begin with the templates, not with the files that are there");
    command->add_flag("--no-check", options->no_check, "do not ask slurmctld");
    command->add_flag("--dry-run", options->dry_run, "write nothing");
    command->add_flag("--diff", options->diff, "show the lines that change");
    command->add_flag("--yes", options->yes, "ask nothing, and change files that are there");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory configure --cluster-name lab --controller head --nodes 'node[1-10] CPUs=4 RealMemory=8000'\n"
        "  slurm-factory configure --accounting head --dry-run --diff\n"
        "  slurm-factory configure --nodes 'gpu[1-4]' --detect --gres 'gpu[1-4] gpu:4' --yes");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
