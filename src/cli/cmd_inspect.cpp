// slurm-factory inspect: what is inside a bundle, who signed it, and what differs from another.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "cli/trust_options.h"
#include "inspect/difference.h"
#include "inspect/inspect.h"

namespace sf {
namespace {

struct InspectCommand {
    std::string bundle, older;
    TrustOptions trust;
    bool json = false;

    void run(Services& services) const {
        auto keyring = Keyring::ephemeral(*services.process);
        const auto pinned = trust.pin(keyring, services);
        make_dirs(services.home().tmp());
        const TempDir scratch(services.home().tmp(), "inspect-");
        const auto found = inspect(bundle, *services.http, {keyring, pinned}, scratch.path());
        if (older.empty())
            print(json ? pretty_json(inspection_to_json(found))
                       : inspection_to_text(found, read_file("/proc/cpuinfo")));
        else
            print_difference(found, services, {keyring, pinned});
        if (!found.holds(!trust.fingerprint.empty())) services.status = static_cast<int>(ErrorKind::source);
    }

    void print_difference(const Inspection& found, Services& services, const Signers& signers) const {
        const TempDir scratch(services.home().tmp(), "inspect-");
        const auto before = inspect(older, *services.http, signers, scratch.path());
        const auto difference = difference_of(before.facts, found.facts);
        print(json ? pretty_json(difference_to_json(difference)) : difference_to_text(difference));
    }
};

}  // namespace

void add_inspect_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<InspectCommand>();
    auto* command = app.add_subcommand(
        "inspect", "Show what is inside a bundle: packages, sizes, licences, sources, features, signatures");
    command->add_option("BUNDLE", options->bundle, "a bundle's tarball, or its URL: https://, s3://, file://")
        ->required();
    command->add_option("--diff", options->older, "show what changed since this bundle instead")->type_name("BUNDLE");
    options->trust.add_to(
        *command, "full fingerprint of the key that must have signed it (default: the keys trusted for mirrors count)");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory inspect slurm-24.11-bookworm-software.tar.gz\n"
        "  slurm-factory inspect https://example.org/builds/24.11/bookworm/slurm-24.11.5-bookworm-software.tar.gz \\\n"
        "      --trust 0123456789ABCDEF0123456789ABCDEF01234567 --key site.asc\n"
        "  slurm-factory inspect slurm-25.05-bookworm-software.tar.gz --diff slurm-24.11-bookworm-software.tar.gz");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
