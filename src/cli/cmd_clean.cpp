// slurm-factory clean: removes what can be made again from the home folder.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "factory/clean.h"

namespace sf {

namespace {

struct CleanCommand {
    bool full = false, dry_run = false, json = false;

    void run(Services& services) const {
        auto result = clean(services.home(), full, dry_run);
        Json rows = Json::array();
        std::string text;
        for (const auto& item : result) {
            rows.push_back({{"path", item.path.string()}, {"bytes", item.bytes}});
            text += fmt::format("{} {} ({})\n", dry_run ? "would remove" : "removed", item.path.string(),
                                format_bytes(item.bytes));
        }
        if (text.empty()) text = "nothing to remove\n";
        print(json ? pretty_json({{"dry_run", dry_run}, {"removed", rows}}) : text);
    }
};

}  // namespace

void add_clean_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<CleanCommand>();
    auto* command = app.add_subcommand(
        "clean", "Remove build trees, logs and leftovers; with --full also store, roots and sources");
    command->add_flag("--full", options->full,
                      "also the store, root filesystems, sources and the compiler cache; bundles stay");
    command->add_flag("--dry-run", options->dry_run, "show what would be removed");
    command->add_flag("--json", options->json, "as JSON");
    command->footer("Examples:\n  slurm-factory clean\n  slurm-factory clean --full --dry-run");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
