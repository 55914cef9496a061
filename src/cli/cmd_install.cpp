// slurm-factory install: a bundle -> a build of this node, verified, relocated, current.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/node_options.h"
#include "cli/trust_options.h"
#include "node/place_build.h"

namespace sf {
namespace {

struct PlaceCommand {
    std::string what, site;
    WantedBuild wanted{"", "", "default"};
    PrefixOptions where;
    TrustOptions trust;
    SwitchOptions options;
    bool is_unsigned = false, allow_stale = false, no_switch = false, json = false;

    void run(Services& services) {
        const auto progress = services.progress();
        const NodePrefix prefix(where.prefix);
        const auto lock = lock_prefix(prefix, options.dry_run, *progress);
        make_dirs(services.home().tmp());
        const TempDir downloads(services.home().tmp(), "install-");
        const auto machine = this_machine();
        progress->message("looking for " + what);
        const auto offer = find_offer(services, machine, downloads.path());
        auto keyring = Keyring::ephemeral(*services.process);
        const auto pinned =
            is_unsigned || !offer.listed_by.empty() ? std::set<std::string>() : trust.pin(keyring, services);
        const Switcher switcher(prefix, options, services.catalog(), *services.process, *services.clock, *progress);
        const auto accept = [&](const BundleManifest& manifest) {
            if (!no_switch) switcher.guard(manifest.facts());
        };
        const auto start = services.clock->steady_seconds();
        const auto place = options.dry_run ? &inspect_offer : &place_build;
        const auto placed = place(prefix, offer, {keyring, pinned, is_unsigned}, machine, accept);
        const auto seconds = services.clock->steady_seconds() - start;
        std::optional<SwitchResult> switched;
        if (!no_switch) switched = switcher.switch_to(placed.name);
        print(json ? as_json(prefix, placed, switched) : as_text(prefix, placed, switched, seconds));
    }

    Offer find_offer(Services& services, const Machine& machine, const fs::path& downloads) {
        const TrustStore store(services.home().trust());
        const OfferParts parts{*services.http, store, *services.process, *services.clock, downloads, allow_stale};
        const auto version = version_of_spec(what);
        const bool url = what.find("://") != std::string::npos,
                   tarball = what.ends_with(".tar.gz") || what.ends_with(".tar.zst");
        if (url && tarball) return offer_of_url(what, parts);
        if (!url && !version) return offer_of_file(what);
        if (version && site.empty())
            throw Error(ErrorKind::usage, "nothing says which site has " + what,
                        "--from URL, or the variable SLURM_FACTORY_FROM");
        if (version) wanted.version = *version;
        if (wanted.toolchain.empty()) wanted.toolchain = toolchain_here(services);
        return offer_of_site(url ? what : site, wanted, machine, parts);
    }

    static std::string toolchain_here(Services& services) {
        if (const auto* toolchain = toolchain_of_host(services.catalog())) return toolchain->name;
        throw Error(ErrorKind::usage, "the catalog knows no toolchain for this machine's OS",
                    "name one: --toolchain NAME");
    }

    std::string as_json(const NodePrefix& prefix, const PlacedBuild& placed,
                        const std::optional<SwitchResult>& switched) const {
        Json result{
            {"prefix", prefix.root().string()}, {"build", placed.name}, {"path", prefix.build(placed.name).string()}};
        result["was_there"] = placed.was_there;
        result["dry_run"] = options.dry_run;
        result["signer"] = placed.signer;
        result["bytes"] = placed.bytes;
        result["facts"] = to_json(placed.facts);
        result["switch"] = switched ? to_json(*switched) : Json(nullptr);
        return pretty_json(result);
    }

    std::string as_text(const NodePrefix& prefix, const PlacedBuild& placed,
                        const std::optional<SwitchResult>& switched, double seconds) const {
        const auto path = prefix.build(placed.name).string();
        const auto trusted = placed.signer.empty() ? "UNSIGNED" : "signed by " + placed.signer;
        auto text = placed.was_there ? fmt::format("{} was there\n", path)
                    : options.dry_run
                        ? fmt::format("would install {} ({}, {})\n", path, format_bytes(placed.bytes), trusted)
                        : fmt::format("installed {} ({}, {}, {})\n", path, format_bytes(placed.bytes),
                                      format_duration(seconds), trusted);
        if (switched) text += to_text(*switched, options);
        return text;
    }
};

}  // namespace

void add_install_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<PlaceCommand>();
    auto* command =
        app.add_subcommand("install", "Install a bundle on this node, verified and relocated, and switch to it");
    command
        ->add_option("WHAT", options->what,
                     "a bundle's tarball, its URL, a site's URL, or slurm[@VERSION] of the site that --from names")
        ->required();
    options->where.add_to(*command);
    command
        ->add_option("--from", options->site,
                     "the site that has slurm@VERSION; its key must be trusted (buildcache keys)")
        ->type_name("URL")
        ->envname("SLURM_FACTORY_FROM");
    command
        ->add_option("--toolchain", options->wanted.toolchain,
                     "of a site: built for this one (default: this machine's)")
        ->type_name("NAME")
        ->envname("SLURM_FACTORY_TOOLCHAIN");
    command->add_option("--flavour", options->wanted.flavour, "of a site: default, minimal or gpu (default: default)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"default", "minimal", "gpu"}));
    options->trust.add_to(
        *command, "full fingerprint of the key that must have signed a tarball (default: a key trusted for a mirror)");
    command->add_flag("--unsigned", options->is_unsigned, "install a tarball for which nobody vouches");
    command->add_flag("--allow-stale", options->allow_stale,
                      "take a list of builds that has expired or is older than one seen before");
    command->add_flag("--no-switch", options->no_switch, "leave `current` as it is");
    add_switch_options(*command, options->options);
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory install slurm-24.11.5-bookworm-software.tar.gz --trust FINGERPRINT --key site.asc\n"
        "  slurm-factory install slurm@24.11 --from https://example.org --restart\n"
        "  slurm-factory install https://example.org --flavour minimal --prefix /cluster/apps/slurm --dry-run");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
