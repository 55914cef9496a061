// slurm-factory toolchain list, create: the operating systems that the catalog can build for, and new ones.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "catalog/new_toolchain.h"
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

constexpr const char* kHostOsRelease = "/etc/os-release";

struct CreateCommand {
    std::string name, os_release = kHostOsRelease, output = ".", gcc, glibc;

    void run(Services& services) const {
        const OsRelease os = read_os_release(os_release);
        const auto versions = compiler_and_libc(*services.process);
        const Toolchain& model = nearest_toolchain(services.catalog(), os, versions.gcc);
        const fs::path file =
            add_toolchain(services.catalog_folders(), output, draft_toolchain(name, model, os, versions));
        print(
            fmt::format("wrote {0}\n"
                        "Targets and packages are those of {1} (same family, nearest gcc), the image is a guess.\n"
                        "Next:\n"
                        "  1. read it, and correct names of packages that {2} spells differently\n"
                        "  2. slurm-factory catalog check --catalog {3}\n"
                        "  3. slurm-factory build-slurm --catalog {3} --toolchain {4} --minimal --verify\n",
                        file.string(), model.name, os.id, output, name));
    }

  private:
    // What was not given is asked of this machine, if the OS is this machine's.
    CompilerAndLibc compiler_and_libc(Process& process) const {
        CompilerAndLibc versions{gcc, glibc};
        if (!gcc.empty() && !glibc.empty()) return versions;
        if (!fs::equivalent(os_release, kHostOsRelease))
            throw Error(ErrorKind::usage, os_release + " is not this machine's: its gcc and glibc cannot be asked for",
                        "add --gcc MAJOR and --glibc VERSION of that OS, for example --gcc 14 --glibc 2.39");
        const CompilerAndLibc host = host_compiler_and_libc(process);
        if (gcc.empty()) versions.gcc = host.gcc;
        if (glibc.empty()) versions.glibc = host.glibc;
        return versions;
    }
};

void add_create(CLI::App& command, Services& services) {
    auto create = std::make_shared<CreateCommand>();
    auto* app = command.add_subcommand("create", "Write a toolchain for an OS that the catalog lacks");
    app->add_option("NAME", create->name, "name of the new toolchain, and of its file")->required();
    app->add_option("--from-os-release", create->os_release, "os-release file of the OS")
        ->type_name("FILE")
        ->capture_default_str();
    app->add_option("--output", create->output, "catalog folder that gets toolchains/NAME.yaml")
        ->type_name("DIR")
        ->default_str("the current folder");
    app->add_option("--gcc", create->gcc, "major version of its gcc (default: asked of this machine)")
        ->type_name("MAJOR")
        ->check(CLI::PositiveNumber);
    app->add_option("--glibc", create->glibc, "version of its glibc (default: asked of this machine)")
        ->type_name("VERSION");
    app->footer(
        "Examples:\n"
        "  slurm-factory toolchain create mint22 --output ./site-catalog\n"
        "  slurm-factory toolchain create almalinux9 --from-os-release ./os-release --gcc 11 --glibc 2.34");
    app->callback([create, &services] { create->run(services); });
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
    add_create(*command, services);
}

}  // namespace sf
