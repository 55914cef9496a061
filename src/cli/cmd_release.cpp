// slurm-factory release list: the Slurm releases of the catalog and their support windows.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/request_options.h"
#include "cli/services.h"

namespace sf {

namespace {

// ISO dates compare as text.
bool is_past_support(const Release& release, Clock& clock) {
    return format_utc(clock.unix_seconds()).substr(0, 10) > release.end_of_life;
}

void list_releases(Services& services, bool json) {
    Json rows = Json::array();
    std::string text = fmt::format("{:<9} {:<10} {:<12} {:<12} {:<22} {:<9} {}\n", "RELEASE", "SLURM", "RELEASED",
                                   "SUPPORT ENDS", "FLAVOURS", "OPTIONAL", "UPGRADES FROM");
    for (const auto& [name, release] : services.catalog().releases()) {
        bool past = is_past_support(release, *services.clock);
        std::vector<std::string> flavours;
        for (const auto& [flavour, roots] : release.flavours) flavours.push_back(flavour);
        rows.push_back({{"release", name},
                        {"slurm", release.slurm},
                        {"released", release.released},
                        {"end_of_life", release.end_of_life},
                        {"supported", !past},
                        {"flavours", flavours},
                        {"optional", release.optional},
                        {"upgrades_from", release.upgrades_from},
                        {"default", name == kDefaultRelease}});
        text += fmt::format("{:<9} {:<10} {:<12} {:<12} {:<22} {:<9} {}{}{}\n", name, release.slurm, release.released,
                            release.end_of_life, join(flavours, ", "), join(release.optional, ", "),
                            join(release.upgrades_from, ", "), past ? "   (past its support)" : "",
                            name == kDefaultRelease ? "   (default)" : "");
    }
    print(json ? pretty_json(rows) : text);
}

}  // namespace

void add_release_command(CLI::App& app, Services& services) {
    auto* command = app.add_subcommand("release", "Releases of Slurm that can be built");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "List the releases of the catalog");
    auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, "as JSON");
    list->footer("Example:\n  slurm-factory release list");
    list->callback([json, &services] { list_releases(services, *json); });
}

}  // namespace sf
