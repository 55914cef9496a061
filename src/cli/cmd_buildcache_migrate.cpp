// slurm-factory buildcache migrate.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "buildcache/keys.h"
#include "buildcache/migrate.h"
#include "bundle/compressed_file.h"
#include "cli/buildcache_commands.h"
#include "cli/services.h"
#include "sign/fingerprint.h"

namespace sf {
namespace {

struct MigrateCommand {
    PublishOptions publish;
    MigrateRequest request;
    std::string to;
    std::vector<std::string> trusted;
    bool delete_existing = false, dry_run = false, json = false;

    void run(Services& services) {
        const auto from = publish.mirror.open(services);
        request.keys = request.unsigned_too ? std::vector<TrustedKey>{} : trusted_keys(*from, services);
        request.downloads = services.home().tmp() / "downloads";
        request.valid_days = publish.days();
        request.jobs = usable_processors();
        const auto progress = services.progress();
        if (dry_run)
            return report(migrate_buildcache(request, *from, nullptr, *services.process, *services.clock, *progress),
                          from->url(), services);
        Signer signer = publish.signer(services);
        const auto target = open_writable_mirror(to.empty() ? publish.mirror.resolved(services) : to, *services.http);
        const auto lock = lock_mirror(*target, services, *progress);
        const MigrateTarget into{*target, signer};
        const auto result = migrate_buildcache(request, *from, &into, *services.process, *services.clock, *progress);
        report(result, target->url(), services);
        if (delete_existing && services.status == 0) remove_layout_v2(*target);
    }

    // The one that is pinned for the mirror, and those that are named now.
    std::vector<TrustedKey> trusted_keys(Mirror& from, const Services& services) const {
        const TrustStore trust(services.home().trust());
        std::vector<TrustedKey> keys;
        if (const auto pinned = trust.find(from.url()))
            keys.push_back({pinned->fingerprint, trust.public_key(pinned->fingerprint)});
        for (const auto& typed : trusted) {
            const std::string fingerprint = parse_fingerprint(typed);
            auto keyring = Keyring::ephemeral(*services.process);
            keys.push_back({fingerprint, offered_key(from, layout_v2(), fingerprint, keyring)});
        }
        if (keys.empty())
            throw Error(ErrorKind::usage, "no key is trusted for the mirror " + from.url(),
                        "name the key that signed its packages with --trust FINGERPRINT (slurm-factory buildcache keys "
                        "shows those that it offers), or take them as they are with --unsigned");
        return keys;
    }

    void report(const MigrateResult& result, const std::string& url, Services& services) const {
        print(json ? pretty_json(to_json(result, url)) : to_text(result, url));
        const bool faults = std::any_of(result.packages.begin(), result.packages.end(),
                                        [](const MigratedPackage& package) { return !package.fault.empty(); });
        if (faults) services.status = static_cast<int>(ErrorKind::source);
    }

    static Json to_json(const MigrateResult& result, const std::string& url) {
        Json packages = Json::array();
        for (const auto& package : result.packages)
            packages.push_back(Json{{"name", package.name},
                                    {"version", package.version},
                                    {"hash", package.hash},
                                    {"was_there", package.was_there},
                                    {"fault", package.fault},
                                    {"bytes", package.bytes}});
        return {{"mirror", url}, {"serial", result.serial}, {"packages", std::move(packages)}};
    }

    std::string to_text(const MigrateResult& result, const std::string& url) const {
        std::string text;
        std::size_t migrated = 0, there = 0, faulty = 0;
        for (const auto& package : result.packages) {
            const bool good = package.fault.empty();
            (!good ? faulty : package.was_there ? there : migrated) += 1;
            if (!package.was_there)
                text += fmt::format("{} {} {} /{} ({})\n",
                                    !good     ? "left out"
                                    : dry_run ? "good"
                                              : "migrated",
                                    package.name, package.version, package.hash,
                                    good ? format_bytes(package.bytes) : package.fault);
        }
        if (dry_run) return text + fmt::format("{}: {} packages could be migrated, {} not\n", url, migrated, faulty);
        const std::string index = result.serial == 0 ? "no index was written" : fmt::format("index {}", result.serial);
        return text + fmt::format("{}: {} packages migrated, {} were there, {} left out; {}\n", url, migrated, there,
                                  faulty, index);
    }
};

}  // namespace

void add_migrate_command(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<MigrateCommand>();
    auto* command = buildcache.add_subcommand("migrate", "Make a mirror of the old layout v2 one of layout v3");
    options->publish.add_to(*command);
    auto* to = command->add_option("--to", options->to, "folder that becomes a mirror (default: the same mirror)")
                   ->type_name("DIR");
    auto* trust = command
                      ->add_option("--trust", options->trusted,
                                   "full fingerprint of a key that signed its packages, may be repeated (default: the "
                                   "one trusted for the mirror)")
                      ->type_name("FINGERPRINT")
                      ->allow_extra_args(false);
    command->add_flag("--unsigned", options->request.unsigned_too, "ask for no signature: your key vouches for it all")
        ->excludes(trust);
    command
        ->add_flag("--delete-existing", options->delete_existing, "remove the old layout when everything is migrated")
        ->excludes(to);
    command->add_flag("--dry-run", options->dry_run, "verify everything, write nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache migrate --mirror /srv/buildcache --dry-run \\\n"
        "      --trust 0123456789ABCDEF0123456789ABCDEF01234567\n"
        "  slurm-factory buildcache migrate --mirror https://example.org/old --to /srv/buildcache \\\n"
        "      --trust 0123456789ABCDEF0123456789ABCDEF01234567 --gpg-private-key-file key.asc");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
