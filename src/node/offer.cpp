#include "node/offer.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "publish/trusted_builds.h"
#include "sign/verify.h"
#include "spec/version.h"

namespace sf {
namespace {

constexpr std::uint64_t kLargestTarball = 4ull << 30, kLargestSignature = 64u << 10, kLargestChecksum = 4096;

// NAME.sha256 as sha256sum writes it.
std::string checksum_from(const std::string& text, const std::string& origin) {
    const auto sha256 = split(text, ' ').front();
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Error(ErrorKind::source, origin + " is no checksum of a file");
    return sha256;
}

bool fits(const PublishedBuild& build, const WantedBuild& wanted) {
    return (wanted.version.empty() || build.release == wanted.version || build.slurm == wanted.version) &&
           build.toolchain == wanted.toolchain && build.flavour == wanted.flavour;
}

bool runs_here(const PublishedBuild& build, const Machine& machine) {
    SlurmBuild facts;
    facts.arch = build.arch;
    facts.target = build.target;
    facts.glibc_floor = build.glibc_floor;
    return unmet_needs(facts, machine).empty();
}

// x86_64 < x86_64_v2 < ...: names of levels sort as the levels do.
bool is_better(const PublishedBuild& a, const PublishedBuild& b) {
    return std::make_tuple(Version(a.slurm), a.target, a.published) >
           std::make_tuple(Version(b.slurm), b.target, b.published);
}

std::string shown(const PublishedBuild& build) {
    return fmt::format("slurm@{} for {} ({}, {})", build.slurm, build.toolchain, build.flavour, build.target);
}

Error nothing_fits(const BuildIndex& index, const WantedBuild& wanted) {
    std::vector<std::string> offered;
    for (const auto& [id, build] : index.builds) offered.push_back(shown(build));
    return Error(ErrorKind::usage,
                 fmt::format("the site has no slurm{} for {} ({}) that runs on this machine",
                             wanted.version.empty() ? "" : "@" + wanted.version, wanted.toolchain, wanted.flavour),
                 offered.empty() ? "it has no builds at all" : "it has " + join(offered, ", "));
}

}  // namespace

std::optional<std::string> version_of_spec(const std::string& text) {
    if (text == "slurm") return "";
    if (!text.starts_with("slurm@") || text.size() == 6) return std::nullopt;
    return text.substr(6);
}

const PublishedBuild& choose_build(const BuildIndex& index, const WantedBuild& wanted, const Machine& machine) {
    const PublishedBuild *best = nullptr, *revoked = nullptr;
    for (const auto& [id, build] : index.builds) {
        if (!fits(build, wanted) || !runs_here(build, machine)) continue;
        auto& chosen = build.revoked.empty() ? best : revoked;
        if (chosen == nullptr || is_better(build, *chosen)) chosen = &build;
    }
    if (best != nullptr) return *best;
    if (revoked == nullptr) throw nothing_fits(index, wanted);
    throw Error(ErrorKind::source, fmt::format("{} was revoked: {}", shown(*revoked), revoked->revoked),
                "choose another version: slurm@VERSION");
}

Offer offer_of_file(const fs::path& tarball) {
    if (!fs::is_regular_file(tarball))
        throw Error(ErrorKind::usage, fmt::format("there is no file {}", tarball.string()),
                    "give a slurm-*-software.tar.gz, its URL, or slurm@VERSION with --from SITE");
    Offer offer;
    offer.tarball = tarball;
    offer.name = tarball.string();
    offer.signature = read_file_if_exists(tarball.string() + ".asc");
    const auto checksum = tarball.string() + ".sha256";
    if (const auto text = read_file_if_exists(checksum)) offer.sha256 = checksum_from(*text, checksum);
    return offer;
}

Offer offer_of_url(const std::string& url, const OfferParts& parts) {
    const auto slash = url.rfind('/');
    const auto file = url.substr(slash + 1);
    const auto folder = open_mirror(url.substr(0, slash), parts.http);
    Offer offer;
    offer.name = url;
    offer.tarball = folder->fetch(file, kLargestTarball, parts.downloads / file);
    if (folder->exists(file + ".asc")) offer.signature = folder->read(file + ".asc", kLargestSignature);
    if (folder->exists(file + ".sha256"))
        offer.sha256 = checksum_from(folder->read(file + ".sha256", kLargestChecksum), url + ".sha256");
    return offer;
}

Offer offer_of_site(const std::string& site, const WantedBuild& wanted, const Machine& machine,
                    const OfferParts& parts) {
    const auto root = open_mirror(site, parts.http);
    const auto trusted = load_trusted_builds(*root, parts.trust, parts.process, parts.clock, parts.allow_stale);
    const auto& build = choose_build(trusted.index, wanted, machine);
    Offer offer;
    offer.name = fmt::format("{}/{}", root->url(), build.tarball.path);
    offer.sha256 = build.tarball.sha256;
    offer.listed_by = trusted.fingerprint;
    offer.tarball =
        root->fetch(build.tarball.path, build.tarball.bytes, parts.downloads / fs::path(build.tarball.path).filename());
    return offer;
}

std::string verify_offer(const Offer& offer, std::string_view content, const OfferTrust& trust) {
    const auto refuse = [&](const std::string& why, const std::string& hint) {
        return Error(ErrorKind::source, fmt::format("{}: {}", offer.name, why), hint);
    };
    if (!offer.sha256.empty() && sha256_hex(content) != offer.sha256)
        throw refuse("its checksum is not the one that stands beside it or in the site's list", "download it again");
    if (!offer.listed_by.empty()) return offer.listed_by;
    if (trust.unsigned_is_fine) return "";
    if (!offer.signature)
        throw refuse("there is no signature (.asc) beside it", "get that too; or --unsigned installs it all the same");
    if (trust.pinned.empty())
        throw refuse("no key is trusted on this machine",
                     "name it with --trust FINGERPRINT --key FILE, or once for a site with buildcache keys --install");
    return verify_detached_content(trust.keyring, trust.pinned, content, *offer.signature, offer.name).signer;
}

}  // namespace sf
