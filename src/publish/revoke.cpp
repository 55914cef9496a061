#include "publish/revoke.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "publish/own_builds.h"
#include "publish/places.h"

namespace sf {
namespace {

bool is_meant(const PublishedBuild& build, const RevokeRequest& request) {
    if (!request.toolchain.empty() && build.toolchain != request.toolchain) return false;
    const std::string& wanted = request.wanted;
    const std::string name = std::filesystem::path(build.tarball.path).filename();
    return wanted == build.release || wanted == build.slurm || wanted == "/" + build.hash || wanted == name;
}

std::vector<PublishedBuild> mark(BuildIndex& index, const RevokeRequest& request) {
    std::vector<PublishedBuild> marked;
    for (auto& [id, build] : index.builds) {
        if (!is_meant(build, request)) continue;
        build.revoked = request.reason;
        marked.push_back(build);
    }
    return marked;
}

void mark(Index& index, const std::set<std::string>& hashes, const std::string& reason) {
    for (const auto& hash : hashes) {
        if (!index.packages.contains(hash)) continue;
        if (reason.empty())
            index.revoked.erase(hash);
        else
            index.revoked[hash] = reason;
    }
}

}  // namespace

Revocation revoke_builds(const RevokeRequest& request, const Publisher& publisher) {
    BuildIndex index = load_own_builds(publisher.root, publisher.signer, publisher.process);
    auto marked = mark(index, request);
    if (marked.empty()) {
        std::vector<std::string> names;
        for (const auto& [id, build] : index.builds) names.push_back(build.slurm);
        throw Error(ErrorKind::usage,
                    fmt::format("{} has no build {}{}", publisher.root.url(), request.wanted,
                                suggestion(request.wanted, names)),
                    "name a release, a version, /HASH or a tarball");
    }
    if (request.dry_run) return {std::move(marked), std::move(index)};
    // Who installs from a buildcache is warned first: that is the shortest way onto a node.
    std::map<std::string, std::set<std::string>> hashes;
    for (const auto& build : marked) hashes[places::slurm(build.toolchain, build.release)].insert(build.hash);
    for (const auto& [path, of_path] : hashes) {
        if (!index.caches.contains(path)) continue;
        const auto mirror = publisher.open_below(path);
        update_index({*mirror, layout_to_write(*mirror, {}), publisher.signer, publisher.process, publisher.clock,
                      request.valid_days},
                     [&, &of = of_path](Index& cache) { mark(cache, of, request.reason); });
    }
    index = update_builds({publisher.root, publisher.signer, publisher.process, publisher.clock, request.valid_days},
                          [&](BuildIndex& now) { marked = mark(now, request); });
    return {std::move(marked), std::move(index)};
}

}  // namespace sf
