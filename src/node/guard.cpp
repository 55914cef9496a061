#include "node/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "spec/version.h"

namespace sf {
namespace {

constexpr const char* kSkip = "--skip-guard changes it all the same";

const Release* release_in(const Catalog& catalog, const std::string& name) {
    const auto found = catalog.releases().find(name);
    return found == catalog.releases().end() ? nullptr : &found->second;
}

bool upgrades_from(const Release& release, const std::string& older) {
    const auto& supported = release.upgrades_from;
    return std::find(supported.begin(), supported.end(), older) != supported.end();
}

Error refusal(const std::string& why, const std::string& instead) {
    return Error(ErrorKind::proof, why, instead.empty() ? kSkip : fmt::format("{}; {}", instead, kSkip));
}

std::string way_round(const Catalog& catalog, const std::string& from, const std::string& to) {
    const auto path = upgrade_path(catalog, from, to);
    if (path.empty()) return "Slurm's upgrade guide names the releases between";
    return fmt::format("go by way of {}, starting all daemons of each once",
                       join({path.begin() + 1, path.end()}, ", then "));
}

// `what`: what would have to be taken over.
void require_window(const Catalog& catalog, const std::string& from, const Release& to, const std::string& what) {
    if (from == to.release || upgrades_from(to, from)) return;
    throw refusal(
        fmt::format("{} is of Slurm {}, and {} takes over only {} and its own: Slurm's documentation supports "
                    "no upgrade from {} to {}",
                    what, from, to.release, join(to.upgrades_from, ", "), from, to.release),
        way_round(catalog, from, to.release));
}

void guard_state(const Catalog& catalog, const Release& to, const SlurmHost& host) {
    const auto written_by = release_of_protocol(catalog, *host.protocol);
    const auto by = written_by.empty() ? fmt::format("an unknown release (protocol {})", *host.protocol) : written_by;
    if (*host.protocol > to.protocol)
        throw refusal(
            fmt::format("slurmctld of {} has written the state in {}, which {} cannot read: Slurm has no "
                        "downgrade",
                        by, host.state.string(), to.release),
            "put back a backup of the state (and of the accounting database) that was made before the upgrade");
    if (written_by.empty()) throw refusal(fmt::format("{} holds the state of {}", host.state.string(), by), "");
    require_window(catalog, written_by, to, "the state in " + host.state.string());
}

void guard_build(const Catalog& catalog, const SlurmBuild& from, const Release& to, const SlurmHost& host) {
    if (Version(from.release) <= Version(to.release))
        return require_window(catalog, from.release, to, "the current build");
    if (host.dbd && !host.protocol)
        throw refusal(fmt::format("slurmdbd of {} may have changed the accounting database, which {} cannot use then: "
                                  "Slurm has no downgrade",
                                  from.release, to.release),
                      "put back a backup of the database that was made before the upgrade");
}

// Of a host that is not the controller: daemons and commands must not be newer than it, nor older than it talks to.
void guard_order(const Catalog& catalog, const SlurmBuild& to, const std::string& controller) {
    const auto release = Version(controller).up_to(2).text();  // 24.11 of 24.11.5
    if (Version(release) < Version(to.release))
        throw refusal(fmt::format("the controller runs {}, and nothing in a cluster may be newer than it: {} is",
                                  controller, to.slurm),
                      "upgrade slurmdbd first, then slurmctld, then slurmd on the nodes");
    const auto* known = release_in(catalog, release);
    if (known != nullptr && release != to.release && !upgrades_from(*known, to.release))
        throw refusal(fmt::format("the controller runs {}, which talks to {} and its own: not to {}", controller,
                                  join(known->upgrades_from, ", "), to.release),
                      "install a build of the controller's release");
}

}  // namespace

std::string release_of_protocol(const Catalog& catalog, int protocol) {
    for (const auto& [name, release] : catalog.releases())
        if (release.protocol == protocol) return name;
    for (const auto& [name, release] : catalog.releases()) {
        const int back = release.protocol - protocol;  // upgrades_from begins with the release before
        if (release.protocol != 0 && back >= 1 && back <= static_cast<int>(release.upgrades_from.size()))
            return release.upgrades_from[static_cast<std::size_t>(back) - 1];
    }
    return "";
}

// From the end, newest first: of two ways that are as short the one through newer releases.
std::vector<std::string> upgrade_path(const Catalog& catalog, const std::string& from, const std::string& to) {
    std::map<std::string, std::string> followed_by{{to, ""}};
    std::deque<std::string> next{to};
    while (!next.empty() && !followed_by.contains(from)) {
        const auto* here = release_in(catalog, next.front());
        next.pop_front();
        if (here == nullptr) continue;
        for (const auto& older : here->upgrades_from)
            if (followed_by.emplace(older, here->release).second) next.push_back(older);
    }
    std::vector<std::string> path;
    if (!followed_by.contains(from)) return path;
    for (auto step = from; !step.empty(); step = followed_by.at(step)) path.push_back(step);
    return path;
}

void guard_change(const Catalog& catalog, const Change& change, const SlurmHost& host) {
    if (!change.from && !host.protocol && !host.has_conf && !host.dbd) return;  // nothing of Slurm's is here
    const auto* to = release_in(catalog, change.to.release);
    if (to == nullptr || to->protocol == 0)
        throw refusal(fmt::format("the catalog does not know what Slurm {} can be upgraded from", change.to.release),
                      "add the release to a folder of yours (docs/catalog.md) and name it with --catalog");
    if (host.protocol) guard_state(catalog, *to, host);
    if (change.from) guard_build(catalog, *change.from, *to, host);
    if (!host.protocol && !host.controller.empty()) guard_order(catalog, change.to, host.controller);
}

}  // namespace sf
