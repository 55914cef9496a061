// slurm-factory buildcache list, install, keys, mirror, check.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <list>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "buildcache/check.h"
#include "buildcache/copy.h"
#include "buildcache/install.h"
#include "buildcache/keys.h"
#include "buildcache/layout.h"
#include "buildcache/selection.h"
#include "buildcache/trusted_index.h"
#include "bundle/compressed_file.h"
#include "cli/buildcache_commands.h"
#include "cli/services.h"
#include "sign/fingerprint.h"

namespace sf {
namespace {

// Which mirrors, and whether an old index of one will do.
template <typename Mirrors>
struct ReadOptions {
    Mirrors mirror;
    bool allow_stale = false, json = false;

    void add_to(CLI::App& command) {
        mirror.add_to(command);
        command.add_flag("--allow-stale", allow_stale,
                         "take an index that has expired or is older than one seen before");
        command.add_flag("--json", json, "the result as JSON");
    }

    Index load(Mirror& from, Services& services) const {
        return load_trusted_index(from, TrustStore(services.home().trust()), *services.process, *services.clock,
                                  allow_stale);
    }
};

fs::path downloads(const Services& services) {
    return services.home().tmp() / "downloads";
}

struct ListCommand {
    ReadOptions<MirrorOption> read;
    std::string wanted;

    void run(Services& services) const {
        const auto mirror = read.mirror.open(services);
        const Index index = read.load(*mirror, services);
        const SpecNodes packages = nodes_of_packages(index);
        std::vector<std::string> hashes;
        if (!wanted.empty()) hashes = select_all(wanted, packages);
        if (wanted.empty())
            for (const auto& [hash, node] : packages) hashes.push_back(hash);
        std::sort(hashes.begin(), hashes.end(), [&](const std::string& a, const std::string& b) {
            const auto &x = index.packages.at(a), &y = index.packages.at(b);
            return std::tie(x.name, x.version, a) < std::tie(y.name, y.version, b);
        });
        print(read.json ? pretty_json(to_json(index, hashes, *mirror)) : to_text(index, hashes));
    }

    static std::string target_of(const Json& arch) {
        const Json& target = arch.at("target");
        return target.is_object() ? target.value("name", "") : std::string(target);
    }

    static Json to_json(const Index& index, const std::vector<std::string>& hashes, const Mirror& mirror) {
        Json rows = Json::array();
        for (const auto& hash : hashes) {
            const auto& package = index.packages.at(hash);
            const Json& arch = index.nodes.at(hash).at("arch");
            rows.push_back(Json{{"name", package.name},
                                {"version", package.version},
                                {"hash", hash},
                                {"os", arch.at("platform_os")},
                                {"target", target_of(arch)},
                                {"bytes", index.is_hint ? Json() : Json(package.tarball.bytes)}});
        }
        return {{"mirror", mirror.url()},
                {"serial", index.serial},
                {"expires", index.expires},
                {"packages", std::move(rows)}};
    }

    static std::string to_text(const Index& index, const std::vector<std::string>& hashes) {
        std::string text =
            fmt::format("{:<22} {:<14} {:<14} {:<12} {:<33} {}\n", "NAME", "VERSION", "OS", "TARGET", "HASH", "SIZE");
        for (const auto& hash : hashes) {
            const auto& package = index.packages.at(hash);
            const Json& arch = index.nodes.at(hash).at("arch");
            text += fmt::format("{:<22} {:<14} {:<14} {:<12} /{} {}\n", package.name, package.version,
                                std::string(arch.at("platform_os")), target_of(arch), hash,
                                index.is_hint ? "-" : format_bytes(package.tarball.bytes));
        }
        return text;
    }
};

void add_list(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<ListCommand>();
    auto* command = buildcache.add_subcommand("list", "List the packages of a mirror");
    command->add_option("PACKAGE", options->wanted, "NAME, NAME@VERSION or /HASH (default: all)");
    options->read.add_to(*command);
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache list\n"
        "  slurm-factory buildcache list slurm@24.11 --mirror https://example.org/buildcache --json");
    command->callback([options, &services] { options->run(services); });
}

struct InstallCommand {
    ReadOptions<MirrorsOption> read;
    InstallRequest request;

    void run(Services& services) {
        request.store = fs::weakly_canonical(fs::absolute(request.store));
        if (request.store == fs::weakly_canonical(services.home().store()))
            throw Error(ErrorKind::usage,
                        request.store.string() + " is the store of builds, whose packages are not moved",
                        "choose another folder");
        request.downloads = downloads(services);
        request.jobs = usable_processors();
        const auto mirrors = read.mirror.open(services);
        std::vector<Index> indexes;
        for (const auto& mirror : mirrors) indexes.push_back(read.load(*mirror, services));
        const TrustStore trust(services.home().trust());
        std::list<SpackCache> caches;
        std::vector<InstallSource> sources;
        for (std::size_t i = 0; i < mirrors.size(); ++i) {
            sources.push_back({mirrors[i].get(), &indexes[i]});
            if (!indexes[i].is_hint) continue;
            const std::string fingerprint = trust.at(mirrors[i]->url()).fingerprint;
            caches.emplace_back(*mirrors[i], fingerprint, trust.public_key(fingerprint), *services.process);
            sources.back().cache = &caches.back();
        }
        const auto progress = services.progress();
        const auto result = install_packages(request, sources, *services.clock, *progress);
        print(read.json ? pretty_json(to_json(result)) : to_text(result));
    }

    static Json to_json(const InstallResult& result) {
        Json rows = Json::array();
        for (const auto& package : result.packages)
            rows.push_back(Json{{"name", package.name},
                                {"version", package.version},
                                {"hash", package.hash},
                                {"prefix", package.prefix.string()},
                                {"was_there", package.was_there}});
        Json of_host = Json::array();
        for (const auto& [name, version, path] : result.of_host)
            of_host.push_back(Json{{"name", name}, {"version", version}, {"path", path.string()}});
        return {{"packages", std::move(rows)},
                {"of_host", std::move(of_host)},
                {"bytes", result.bytes},
                {"seconds", result.seconds}};
    }

    static std::string to_text(const InstallResult& result) {
        std::string text;
        std::size_t there = 0;
        for (const auto& package : result.packages) {
            there += package.was_there ? 1 : 0;
            text += fmt::format("{} {}\n", package.was_there ? "was there:" : "installed:", package.prefix.string());
        }
        for (const auto& [name, version, path] : result.of_host)
            text += fmt::format("of this machine: {} {} in {}\n", name, version, path.string());
        return text + fmt::format("{} packages installed, {} were there; {} in {}\n", result.packages.size() - there,
                                  there, format_bytes(result.bytes), format_duration(result.seconds));
    }
};

void add_install(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<InstallCommand>();
    auto* command =
        buildcache.add_subcommand("install", "Install packages of a mirror, with all that they need to run");
    command->add_option("PACKAGE", options->request.wanted, "NAME, NAME@VERSION or /HASH")->required();
    command->add_option("--store", options->request.store, "folder that gets NAME-VERSION-HASH for each package")
        ->type_name("DIR")
        ->required()
        ->envname("SLURM_FACTORY_STORE");
    options->read.add_to(*command);
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache install slurm@24.11 --store /opt/slurm-store\n"
        "  slurm-factory buildcache install /abcdefg --store ./store --mirror https://example.org/buildcache\n"
        "  slurm-factory buildcache install slurm@24.11 --store /opt/slurm-store \\\n"
        "      --mirror https://example.org/noble/slurm/deps --mirror https://example.org/noble/slurm/24.11");
    command->callback([options, &services] { options->run(services); });
}

struct KeysCommand {
    MirrorOption mirror;
    std::string fingerprint;
    bool install = false, json = false;

    void run(Services& services) const {
        if (install == fingerprint.empty())
            throw Error(ErrorKind::usage, "--install and --trust FINGERPRINT go together",
                        "compare the fingerprint with one that you got by another way than the mirror");
        const auto from = mirror.open(services);
        const TrustStore trust(services.home().trust());
        if (install) {
            const auto key = trust_key(*from, parse_fingerprint(fingerprint), trust, *services.process);
            return print(json ? pretty_json(to_json({key, true}))
                              : fmt::format("trusted for {}:\n{}", from->url(), to_text({key, true})));
        }
        Json rows = Json::array();
        std::string text;
        for (const auto& key : offered_keys(*from, trust, *services.process)) {
            rows.push_back(to_json(key));
            text += to_text(key);
        }
        print(json ? pretty_json(rows) : text);
    }

    static Json to_json(const OfferedKey& offered) {
        return {{"fingerprint", offered.key.fingerprint},
                {"user_ids", offered.key.user_ids},
                {"expires", offered.key.expires},
                {"trusted", offered.trusted}};
    }

    static std::string to_text(const OfferedKey& offered) {
        return fmt::format("{}  {}{}{}\n", offered.key.fingerprint, join(offered.key.user_ids, ", "),
                           offered.key.expires == 0 ? "" : ", expires " + format_utc(offered.key.expires),
                           offered.trusted ? "  (trusted)" : "");
    }
};

void add_keys(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<KeysCommand>();
    auto* command = buildcache.add_subcommand("keys", "Show the keys that a mirror offers, or trust one of them");
    options->mirror.add_to(*command);
    command->add_flag("--install", options->install, "trust a key for this mirror; it replaces the one trusted before");
    command->add_option("--trust", options->fingerprint, "full fingerprint of the key to trust")
        ->type_name("FINGERPRINT");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache keys --mirror https://example.org/buildcache\n"
        "  slurm-factory buildcache keys --mirror https://example.org/buildcache --install \\\n"
        "      --trust 0123456789ABCDEF0123456789ABCDEF01234567");
    command->callback([options, &services] { options->run(services); });
}

struct CheckCommand {
    ReadOptions<MirrorOption> read;

    void run(Services& services) const {
        const auto mirror = read.mirror.open(services);
        const TrustStore trust(services.home().trust());
        const Index index = read.load(*mirror, services);
        const auto pinned = trust.at(mirror->url());
        const CheckRequest request{pinned.fingerprint, trust.public_key(pinned.fingerprint), downloads(services),
                                   usable_processors()};
        const auto progress = services.progress();
        const auto faults = check_buildcache(request, index, *mirror, *services.process, *progress);
        Json rows = Json::array();
        std::string text;
        for (const auto& fault : faults) {
            rows.push_back(Json{{"package", fault.package}, {"fault", fault.what}});
            text += fmt::format("{}: {}\n", fault.package, fault.what);
        }
        text +=
            fmt::format("{}: {} packages checked, {} faulty\n", mirror->url(), index.packages.size(), faults.size());
        print(read.json ? pretty_json({{"packages", index.packages.size()}, {"faults", std::move(rows)}}) : text);
        if (!faults.empty()) services.status = static_cast<int>(ErrorKind::source);
    }
};

void add_check(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<CheckCommand>();
    auto* command = buildcache.add_subcommand("check", "Read all of a mirror: signatures, checksums, hashes");
    options->read.add_to(*command);
    command->footer("Example:\n  slurm-factory buildcache check --mirror https://example.org/buildcache");
    command->callback([options, &services] { options->run(services); });
}

struct MirrorCommand {
    ReadOptions<MirrorOption> read;
    std::string to;

    void run(Services& services) const {
        const auto from = read.mirror.open(services);
        const auto target = open_writable_mirror(to);
        const TrustStore trust(services.home().trust());
        const Index index = read.load(*from, services);
        const MirrorTrust pinned = trust.at(from->url());
        CopyRequest request{from->read(layout_of(index.layout).signed_index(), layout::kMaxIndex), pinned.fingerprint,
                            trust.public_key(pinned.fingerprint), downloads(services), usable_processors()};
        if (sha256_hex(request.signed_index) != pinned.verified_index)
            throw Error(ErrorKind::source, from->url() + " was published anew meanwhile", "run it again");
        const auto progress = services.progress();
        const auto lock = lock_mirror(*target, services, *progress);
        const auto result = copy_buildcache(request, index, *from, *target, *progress);
        print(read.json ? pretty_json({{"from", from->url()},
                                       {"to", target->url()},
                                       {"serial", index.serial},
                                       {"copied", result.copied},
                                       {"was_there", result.was_there},
                                       {"bytes", result.bytes}})
                        : fmt::format("{}: {} packages copied ({}), {} were there; index {}\n", target->url(),
                                      result.copied, format_bytes(result.bytes), result.was_there, index.serial));
    }
};

void add_mirror(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<MirrorCommand>();
    auto* command = buildcache.add_subcommand(
        "mirror", "Copy a mirror to a folder, for machines without a network; what is there is not copied again");
    options->read.add_to(*command);
    command->add_option("--to", options->to, "folder that becomes a mirror of its own: file:///DIR or DIR")
        ->type_name("DIR")
        ->required();
    command->footer(
        "Example:\n"
        "  slurm-factory buildcache mirror --mirror https://example.org/buildcache --to /media/usb/buildcache");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace

void add_reading_commands(CLI::App& buildcache, Services& services) {
    add_list(buildcache, services);
    add_install(buildcache, services);
    add_keys(buildcache, services);
    add_mirror(buildcache, services);
    add_check(buildcache, services);
}

}  // namespace sf
