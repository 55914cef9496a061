// slurm-factory sbom: the bill of materials of a bundle.
#include <CLI/CLI.hpp>

#include "bundle/cyclonedx.h"
#include "bundle/read_bundle.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace sf {
namespace {

struct SbomCommand {
    enum class Format { spdx, cyclonedx };

    std::string bundle;
    Format format = Format::spdx;

    void run() const {
        const auto facts = read_bundle(bundle);
        const auto& spdx = facts.archive.documents.at("sbom.spdx");
        print(pretty_json(format == Format::spdx ? spdx : cyclonedx(read_spdx(spdx, bundle))));
    }
};

}  // namespace

void add_sbom_command(CLI::App& app, Services&) {
    using Format = SbomCommand::Format;
    auto options = std::make_shared<SbomCommand>();
    auto* command = app.add_subcommand("sbom", "Print the bill of materials of a bundle: SPDX 2.3 or CycloneDX 1.6");
    command->add_option("BUNDLE", options->bundle, "a bundle's tarball")->required();
    command->add_option("--format", options->format, "spdx (as the bundle holds it) or cyclonedx (made from that)")
        ->default_str("spdx")
        ->type_name("FORMAT")
        ->transform(choice<Format>({{"spdx", Format::spdx}, {"cyclonedx", Format::cyclonedx}}));
    command->footer(
        "Examples:\n"
        "  slurm-factory sbom slurm-24.11-bookworm-software.tar.gz >slurm.spdx.json\n"
        "  slurm-factory sbom slurm-24.11-bookworm-software.tar.gz --format cyclonedx >slurm.cdx.json");
    command->callback([options] { options->run(); });
}

}  // namespace sf
