// slurm-factory prove: shows that a bundle works, in a clean root of its operating system.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/workshop.h"

namespace sf {

namespace {

struct ProveCommand {
    std::string bundle, on, at;
    bool json = false;
    bool static_only = false;

    void run(Services& services) const {
        if (!fs::exists(bundle))
            throw Error(ErrorKind::usage, "there is no bundle " + bundle,
                        "slurm-factory build-slurm makes one; its last line names it");
        ProveOptions options;
        options.bundle = bundle;
        options.on = on.empty() ? nullptr : &services.catalog().toolchain(on);
        if (!at.empty()) options.at = at;
        options.static_only = static_only;
        auto progress = services.progress();
        auto workshop = make_workshop(services, *progress);
        auto report = prove_bundle(options, workshop);
        print(json ? pretty_json(report_to_json(report)) : report_to_text(report));
        if (!report.passed()) services.status = static_cast<int>(ErrorKind::proof);
    }
};

}  // namespace

void add_prove_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<ProveCommand>();
    auto* command =
        app.add_subcommand("prove", "Prove a bundle: boot a real cluster from it in a clean root of its OS");
    command->add_option("BUNDLE", options->bundle, "a bundle's tarball, or the folder it was unpacked to")->required();
    command->add_option("--on", options->on, "toolchain to prove on (default: the one it was built for)")
        ->type_name("TOOLCHAIN")
        ->envname("SLURM_FACTORY_PROVE_ON");
    command->add_option("--at", options->at, "prefix to unpack to in the clean root")->type_name("PREFIX");
    command->add_flag("--static", options->static_only, "files, libraries and plugins only; no cluster");
    command->add_flag("--json", options->json, "the report as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory prove slurm-24.11-bookworm-minimal-software.tar.gz\n"
        "  slurm-factory prove slurm-24.11-bookworm-minimal-software.tar.gz --on trixie --at /cluster/apps/slurm");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
