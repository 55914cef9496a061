// slurm-factory switch, rollback: which of the builds on this node counts.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/node_options.h"

namespace sf {
namespace {

struct SwitchCommand {
    std::string wanted;
    PrefixOptions where;
    SwitchOptions options;
    bool json = false;

    void switch_to(Services& services) const {
        run(services, [this](const NodePrefix& prefix) -> std::pair<std::string, std::optional<Generation>> {
            return {prefix.find_build(wanted), std::nullopt};
        });
    }

    void roll_back(Services& services) const {
        run(services, [](const NodePrefix& prefix) -> std::pair<std::string, std::optional<Generation>> {
            const auto before = prefix.before_current();
            if (!before)
                throw Error(ErrorKind::usage, "there is no build before the current one in " + prefix.root().string(),
                            "slurm-factory list shows what there is; slurm-factory switch BUILD takes any of it");
            return {before->build, before};
        });
    }

  private:
    template <typename Choose>
    void run(Services& services, const Choose& choose) const {
        const auto progress = services.progress();
        const NodePrefix prefix(where.prefix);
        const auto lock = lock_prefix(prefix, options.dry_run, *progress);
        const auto [build, generation] = choose(prefix);
        const Switcher switcher(prefix, options, services.catalog(), *services.process, *services.clock, *progress);
        switcher.guard(read_slurm_build(prefix.build(build)));
        const auto result = switcher.switch_to(build, generation);
        print(json ? pretty_json(to_json(result)) : to_text(result, options));
    }
};

void add_common(CLI::App& command, SwitchCommand& options) {
    options.where.add_to(command);
    add_switch_options(command, options.options);
    command.add_flag("--json", options.json, "the result as JSON");
}

}  // namespace

void add_switch_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<SwitchCommand>();
    auto* command = app.add_subcommand("switch", "Make another build of this node the current one");
    command->add_option("BUILD", options->wanted, "name of a build, or how only its name begins (slurm-factory list)")
        ->required();
    add_common(*command, *options);
    command->footer(
        "Examples:\n"
        "  slurm-factory switch 24.11.5-1a2b3c4d --restart\n"
        "  slurm-factory switch 24.11 --dry-run");
    command->callback([options, &services] { options->switch_to(services); });
}

void add_rollback_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<SwitchCommand>();
    auto* command = app.add_subcommand("rollback", "Go back to the build that was current before");
    add_common(*command, *options);
    command->footer("Example:\n  slurm-factory rollback --restart");
    command->callback([options, &services] { options->roll_back(services); });
}

}  // namespace sf
