// slurm-factory toolchain list: the operating systems that the catalog can build for.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/services.h"

namespace sf {

namespace {

void list_toolchains(Services& services, bool json) {
    const auto& catalog = services.catalog();
    const auto* host = toolchain_of_host(catalog);
    Json rows = Json::array();
    std::string text =
        fmt::format("{:<14} {:<22} {:<6} {:<7} {}\n", "TOOLCHAIN", "OS", "GCC", "GLIBC", "ARCHITECTURES");
    for (const auto& [name, toolchain] : catalog.toolchains()) {
        bool is_host = host && host->name == name;
        rows.push_back({{"name", name},
                        {"os", toolchain.os_name},
                        {"family", toolchain.family},
                        {"gcc", toolchain.gcc},
                        {"glibc", toolchain.glibc},
                        {"architectures", toolchain.architectures},
                        {"host", is_host}});
        text += fmt::format("{:<14} {:<22} {:<6} {:<7} {}{}\n", name, toolchain.os_name, toolchain.gcc, toolchain.glibc,
                            fmt::join(toolchain.architectures, ", "), is_host ? "   (this machine)" : "");
    }
    print(json ? pretty_json(rows) : text);
}

}  // namespace

void add_toolchain_command(CLI::App& app, Services& services) {
    auto* command = app.add_subcommand("toolchain", "Operating systems that Slurm can be built for");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "List the toolchains of the catalog");
    auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, "as JSON");
    list->footer("Example:\n  slurm-factory toolchain list --json");
    list->callback([json, &services] { list_toolchains(services, *json); });
}

}  // namespace sf
