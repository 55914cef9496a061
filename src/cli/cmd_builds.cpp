// slurm-factory list, uninstall, gc: the builds of this node.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/node_options.h"
#include "node/builds.h"

namespace sf {
namespace {

struct BuildsCommand {
    std::string wanted;
    PrefixOptions where;
    unsigned keep = 1;
    bool dry_run = false, json = false;

    void list() const {
        const NodePrefix prefix(where.prefix);
        const auto rows = list_builds(prefix);
        print(json ? pretty_json(builds_to_json(prefix, rows)) : builds_to_text(rows));
    }

    void uninstall(Services& services) const {
        change(services, [this](const NodePrefix& prefix) {
            auto rows = list_builds(prefix);
            std::erase_if(rows, [name = prefix.find_build(wanted)](const auto& row) { return row.build != name; });
            for (const auto& row : rows) require_removable(row);
            return rows;
        });
    }

    void collect(Services& services) const {
        change(services, [this](const NodePrefix& prefix) { return unneeded_builds(list_builds(prefix), keep); });
    }

  private:
    template <typename Choose>
    void change(Services& services, const Choose& choose) const {
        const auto progress = services.progress();
        const NodePrefix prefix(where.prefix);
        const auto lock = lock_prefix(prefix, dry_run, *progress);
        Json removed = Json::array();
        std::string text;
        for (const auto& row : choose(prefix)) {
            if (!dry_run) prefix.remove_build(row.build);
            removed.push_back(row.build);
            text += fmt::format("{} {}\n", dry_run ? "would remove" : "removed", prefix.build(row.build).string());
        }
        if (removed.empty()) text = "nothing to remove\n";
        print(json ? pretty_json(Json{{"dry_run", dry_run}, {"removed", std::move(removed)}}) : text);
    }
};

void add_common(CLI::App& command, BuildsCommand& options) {
    options.where.add_to(command);
    command.add_flag("--json", options.json, "the result as JSON");
}

}  // namespace

void add_list_command(CLI::App& app, Services&) {
    auto options = std::make_shared<BuildsCommand>();
    auto* command = app.add_subcommand("list", "List the builds of this node, and which one is current");
    add_common(*command, *options);
    command->footer("Examples:\n  slurm-factory list\n  slurm-factory list --prefix /cluster/apps/slurm --json");
    command->callback([options] { options->list(); });
}

void add_uninstall_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<BuildsCommand>();
    auto* command =
        app.add_subcommand("uninstall", "Remove a build that is not the current one and that no program runs from");
    command->add_option("BUILD", options->wanted, "name of a build, or how only its name begins (slurm-factory list)")
        ->required();
    add_common(*command, *options);
    command->add_flag("--dry-run", options->dry_run, "say what would be removed, and remove nothing");
    command->footer("Example:\n  slurm-factory uninstall 24.11.5-1a2b3c4d");
    command->callback([options, &services] { options->uninstall(services); });
}

void add_gc_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<BuildsCommand>();
    auto* command = app.add_subcommand(
        "gc", "Remove old builds: not the current one, not the one before, and none that programs run from");
    add_common(*command, *options);
    command->add_option("--keep", options->keep, "how many of the others stay, the newest (default 1)")->type_name("N");
    command->add_flag("--dry-run", options->dry_run, "say what would be removed, and remove nothing");
    command->footer("Examples:\n  slurm-factory gc\n  slurm-factory gc --keep 0 --dry-run");
    command->callback([options, &services] { options->collect(services); });
}

}  // namespace sf
