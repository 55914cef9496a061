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
#include "buildcache/lockfile.h"
#include "buildcache/selection.h"
#include "buildcache/smoke.h"
#include "buildcache/trusted_index.h"
#include "bundle/compressed_file.h"
#include "cli/buildcache_commands.h"
#include "cli/services.h"
#include "cli/workshop.h"
#include "sandbox/sandbox.h"
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
    std::string lockfile, new_lockfile;
    bool smoke = false;

    void run(Services& services) {
        resolve_folders(services);
        std::optional<Lockfile> locked;
        if (!lockfile.empty()) locked = apply_lockfile();
        if (request.wanted.empty())
            throw Error(ErrorKind::usage, "nothing to install is named", "name a PACKAGE, or a --lockfile FILE");
        request.downloads = downloads(services);
        request.jobs = usable_processors();
        const auto mirrors = read.mirror.open(services);
        std::vector<Index> indexes;
        for (const auto& mirror : mirrors) indexes.push_back(read.load(*mirror, services));
        if (locked) indexes = locked_indexes(*locked, sources_of(mirrors, indexes));
        std::list<SpackCache> caches;
        const auto sources = verified(sources_of(mirrors, indexes), caches, services);
        const auto progress = services.progress();
        const auto result = install_packages(request, sources, *services.clock, *progress);
        if (!new_lockfile.empty())
            write_file_atomic(new_lockfile, lockfile_text(lockfile_of(trusted(sources, services), result.packages)));
        std::vector<SmokeResult> checks;
        if (smoke) checks = check(result, services, *progress);
        print(read.json ? pretty_json(to_json(result, checks)) : to_text(result, checks));
        const bool passed = std::all_of(checks.begin(), checks.end(),
                                        [](const SmokeResult& of) { return of.passed || of.checks == 0; });
        if (!passed) services.status = static_cast<int>(ErrorKind::proof);
    }

    static std::vector<SmokeResult> check(const InstallResult& result, Services& services, Progress& progress) {
        auto workshop = make_workshop(services, progress);
        const auto root = [&](const Toolchain& toolchain) {
            auto path = root_of(toolchain, RootKind::build, workshop).path;
            check_sandbox(*services.process, path);
            return path;
        };
        return run_smoke_checks(result.packages, {services.catalog(), root, services.home().tmp(), *services.process,
                                                  *services.clock, progress});
    }

    void resolve_folders(const Services& services) {
        if (request.store.empty() && request.view.empty())
            throw Error(ErrorKind::usage, "there is no folder to install to",
                        "name one with --store DIR or --view DIR");
        if (!request.view.empty()) request.view = fs::weakly_canonical(fs::absolute(request.view));
        if (request.store.empty()) request.store = request.view / ".store";
        request.store = fs::weakly_canonical(fs::absolute(request.store));
        if (request.store == fs::weakly_canonical(services.home().store()))
            throw Error(ErrorKind::usage,
                        request.store.string() + " is the store of builds, whose packages are not moved",
                        "choose another folder");
    }

    // Without PACKAGE all that it names, and from its mirrors unless others are given.
    Lockfile apply_lockfile() {
        Lockfile locked = read_lockfile(lockfile);
        if (request.wanted.empty())
            for (const auto& [hash, package] : locked.packages) request.wanted.push_back("/" + hash);
        if (read.mirror.urls.empty())
            for (const auto& mirror : locked.mirrors) read.mirror.urls.push_back(mirror.url);
        return locked;
    }

    static std::vector<InstallSource> sources_of(const std::vector<std::unique_ptr<Mirror>>& mirrors,
                                                 const std::vector<Index>& indexes) {
        std::vector<InstallSource> sources;
        for (std::size_t i = 0; i < mirrors.size(); ++i) sources.push_back({mirrors[i].get(), &indexes[i]});
        return sources;
    }

    // With what verifies the packages of mirrors that Spack wrote; it goes to `caches`.
    std::vector<InstallSource> verified(std::vector<InstallSource> sources, std::list<SpackCache>& caches,
                                        Services& services) const {
        const TrustStore trust(services.home().trust());
        for (auto& source : sources) {
            if (!source.index->is_hint) continue;
            const std::string& url = source.mirror->url();
            if (!lockfile.empty() || !new_lockfile.empty())
                throw Error(ErrorKind::usage, url + " was written by Spack: it has no signed index to be locked",
                            "install from it without a lockfile");
            const std::string fingerprint = trust.at(url).fingerprint;
            caches.emplace_back(*source.mirror, fingerprint, trust.public_key(fingerprint), *services.process);
            source.cache = &caches.back();
        }
        return sources;
    }

    static std::vector<LockedMirror> trusted(const std::vector<InstallSource>& sources, const Services& services) {
        const TrustStore trust(services.home().trust());
        std::vector<LockedMirror> mirrors;
        for (const auto& source : sources) {
            const std::string& url = source.mirror->url();
            mirrors.push_back({url, trust.at(url).fingerprint, source.index->serial});
        }
        return mirrors;
    }

    static Json to_json(const InstallResult& result, const std::vector<SmokeResult>& checks) {
        Json rows = Json::array(), smoke_rows = Json::array();
        for (const auto& of : checks)
            smoke_rows.push_back(Json{{"name", of.name},
                                      {"hash", of.hash},
                                      {"checks", of.checks},
                                      {"passed", of.passed},
                                      {"seconds", of.seconds},
                                      {"output", of.passed ? "" : of.output}});
        for (const auto& package : result.packages)
            rows.push_back(Json{{"name", package.name},
                                {"version", package.version},
                                {"hash", package.hash},
                                {"prefix", package.prefix.string()},
                                {"was_there", package.was_there}});
        Json of_host = Json::array();
        for (const auto& [name, version, path] : result.of_host)
            of_host.push_back(Json{{"name", name}, {"version", version}, {"path", path.string()}});
        return {{"packages", std::move(rows)}, {"of_host", std::move(of_host)},
                {"bytes", result.bytes},       {"shared_bytes", result.shared_bytes},
                {"seconds", result.seconds},   {"smoke", std::move(smoke_rows)}};
    }

    static std::string to_text(const InstallResult& result, const std::vector<SmokeResult>& checks) {
        std::string text;
        std::size_t there = 0;
        for (const auto& package : result.packages) {
            there += package.was_there ? 1 : 0;
            text += fmt::format("{} {}\n", package.was_there ? "was there:" : "installed:", package.prefix.string());
        }
        for (const auto& [name, version, path] : result.of_host)
            text += fmt::format("of this machine: {} {} in {}\n", name, version, path.string());
        text += fmt::format("{} packages installed, {} were there; {} in {}\n", result.packages.size() - there, there,
                            format_bytes(result.bytes), format_duration(result.seconds));
        return text + to_text(checks);
    }

    static std::string to_text(const std::vector<SmokeResult>& checks) {
        if (checks.empty()) return "";
        std::string text;
        std::size_t passed = 0, failed = 0;
        for (const auto& of : checks) {
            if (of.checks == 0) continue;
            of.passed ? ++passed : ++failed;
            if (!of.passed) text += fmt::format("failed: {} {}\n{}\n", of.name, of.version, of.output);
        }
        return text + fmt::format("smoke checks: {} packages passed, {} failed, {} have none\n", passed, failed,
                                  checks.size() - passed - failed);
    }
};

void add_install(CLI::App& buildcache, Services& services) {
    auto options = std::make_shared<InstallCommand>();
    auto* command =
        buildcache.add_subcommand("install", "Install packages of a mirror, with all that they need to run");
    command->add_option("PACKAGE", options->request.wanted, "NAME, NAME@VERSION or /HASH");
    command
        ->add_option("--store", options->request.store,
                     "folder that gets NAME-VERSION-HASH for each package (default: .store of the view)")
        ->type_name("DIR")
        ->envname("SLURM_FACTORY_STORE");
    command->add_option("--view", options->request.view, "folder that gets all packages as one tree of links")
        ->type_name("DIR")
        ->envname("SLURM_FACTORY_VIEW");
    command->add_option("--lockfile", options->lockfile, "install exactly what this file names")->type_name("FILE");
    command->add_option("--write-lockfile", options->new_lockfile, "write down exactly what was installed")
        ->type_name("FILE");
    command->add_flag("--smoke", options->smoke, "run the catalog's checks of the packages where they lie now");
    options->read.add_to(*command);
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache install slurm@24.11 --store /opt/slurm-store\n"
        "  slurm-factory buildcache install slurm@24.11 --view /opt/slurm --write-lockfile slurm.lock\n"
        "  slurm-factory buildcache install slurm@24.11 --store /opt/slurm-store --smoke\n"
        "  slurm-factory buildcache install --lockfile slurm.lock --view /opt/slurm\n"
        "  slurm-factory buildcache install /abcdefg --store ./store --mirror https://example.org/buildcache\n"
        "  slurm-factory buildcache install slurm@24.11 --store /opt/slurm-store \\\n"
        "      --mirror https://example.org/noble/slurm/deps --mirror https://example.org/noble/slurm/24.11");
    command->callback([options, &services] { options->run(services); });
}

struct KeysCommand {
    MirrorOption mirror;
    std::string fingerprint;
    fs::path rotation;
    bool install = false, json = false;

    void run(Services& services) const {
        const int named = (fingerprint.empty() ? 0 : 1) + (rotation.empty() ? 0 : 1);
        if (named != (install ? 1 : 0))
            throw Error(ErrorKind::usage, "--install goes with --trust FINGERPRINT, or with --rotation FILE",
                        "compare the fingerprint with one that you got by another way than the mirror");
        const auto from = mirror.open(services);
        const TrustStore trust(services.home().trust());
        if (install) {
            const auto key = trust_key(*from, wanted_key(trust, services), trust, *services.process);
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

    std::string wanted_key(const TrustStore& trust, Services& services) const {
        if (rotation.empty()) return parse_fingerprint(fingerprint);
        return successor_of_trusted(read_file(rotation), rotation.string(), trust, *services.process);
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
    command
        ->add_option("--rotation", options->rotation,
                     "trust the key that this statement of `key rotate` names, if a key that is trusted here signed it")
        ->type_name("FILE");
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
        const auto target = open_writable_mirror(to, *services.http);
        const auto progress = services.progress();
        const auto lock = lock_mirror(*target, services, *progress);
        const auto result =
            copy_trusted_buildcache({downloads(services), usable_processors(), read.allow_stale}, *from, *target,
                                    TrustStore(services.home().trust()), *services.process, *services.clock, *progress);
        print(read.json ? pretty_json({{"from", from->url()},
                                       {"to", target->url()},
                                       {"serial", result.serial},
                                       {"copied", result.copied},
                                       {"was_there", result.was_there},
                                       {"bytes", result.bytes}})
                        : fmt::format("{}: {} packages copied ({}), {} were there; index {}\n", target->url(),
                                      result.copied, format_bytes(result.bytes), result.was_there, result.serial));
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
