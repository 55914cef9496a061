// slurm-factory audit: a bundle or an SBOM against advisories, offline.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "inspect/audit.h"
#include "manual/exit_statuses.h"

namespace sf {
namespace {

struct AuditCommand {
    std::string file;
    std::vector<std::string> advisories, ignored;
    bool json = false;

    void run(Services& services) const {
        Audit audit(read_components(file), advisory_names(services.catalog()), reasons());
        for_each_advisory({advisories.begin(), advisories.end()},
                          [&](const Advisory& advisory) { audit.consider(advisory); });
        const auto report = std::move(audit).finish();
        print(json ? pretty_json(audit_to_json(report)) : audit_to_text(report));
        if (report.affected()) services.status = kAffectedStatus;
    }

    std::map<std::string, std::string> reasons() const {
        std::map<std::string, std::string> result;
        for (const auto& typed : ignored) {
            const auto equals = typed.find('=');
            if (equals == 0 || equals == std::string::npos || equals + 1 == typed.size())
                throw Error(ErrorKind::usage, "--ignore " + typed + " names no reason",
                            "write --ignore 'CVE-2026-12345=the function is not called'");
            result[typed.substr(0, equals)] = typed.substr(equals + 1);
        }
        return result;
    }
};

}  // namespace

void add_audit_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<AuditCommand>();
    auto* command =
        app.add_subcommand("audit", "Compare what a bundle holds with advisories of known faults, without a network");
    command->add_option("FILE", options->file, "a bundle's tarball, or an SBOM: SPDX or CycloneDX in JSON")->required();
    command
        ->add_option("--advisories", options->advisories,
                     "advisories in OSV's format: a file, or a folder of *.json; repeatable")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false)
        ->required();
    command
        ->add_option("--ignore", options->ignored, "an advisory, or an alias of one, that does not count; repeatable")
        ->type_name("ID=REASON")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory audit slurm-24.11-bookworm-software.tar.gz --advisories osv/\n"
        "  slurm-factory audit slurm.spdx.json --advisories CVE-2026-12345.json --json\n"
        "  slurm-factory audit slurm-24.11-bookworm-software.tar.gz --advisories osv/ \\\n"
        "      --ignore 'CVE-2026-12345=slurmrestd is not started here'");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
