// slurm-factory catalog check: validates the catalog and a site's overlays.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace sf {

namespace {

void check(Services& services, bool json) {
    auto faults = check_catalog(services.catalog_folders());
    if (json) {
        print(pretty_json({{"valid", faults.empty()}, {"faults", faults}}));
    } else if (faults.empty()) {
        const auto& catalog = services.catalog();
        print(fmt::format("the catalog is valid: {} packages, {} releases, {} toolchains\n", catalog.packages().size(),
                          catalog.releases().size(), catalog.toolchains().size()));
    } else {
        print(join(faults, "\n") + "\n");
    }
    if (!faults.empty())
        throw Error(ErrorKind::catalog, fmt::format("{} faults in the catalog", faults.size()),
                    "docs/catalog.md describes the format");
}

}  // namespace

void add_catalog_command(CLI::App& app, Services& services) {
    auto* command = app.add_subcommand("catalog", "The catalog of packages, releases and toolchains");
    command->require_subcommand(1);
    auto* check_command =
        command->add_subcommand("check", "Validate every file of the catalog and of your --catalog folders");
    auto json = std::make_shared<bool>(false);
    check_command->add_flag("--json", *json, "as JSON");
    check_command->footer("Example:\n  slurm-factory catalog check --catalog ./site-catalog");
    check_command->callback([json, &services] { check(services, *json); });
}

}  // namespace sf
