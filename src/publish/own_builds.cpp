#include "publish/own_builds.h"

#include "mirror/contention.h"
#include "publish/places.h"
#include "sign/own_text.h"
#include "sign/renewal.h"

namespace sf {
namespace {

std::string origin_of(const Mirror& root) {
    return root.url() + "/" + places::kBuildIndex;
}

BuildIndex parsed(const std::string& file, const Mirror& root, const Signer& signer, Process& process) {
    return parse_build_index(own_text(file, origin_of(root), signer, process), origin_of(root));
}

}  // namespace

BuildIndex load_own_builds(Mirror& root, const Signer& signer, Process& process) {
    if (!root.exists(places::kBuildIndex)) return {};
    return parsed(root.read(places::kBuildIndex, kMaxBuildIndex), root, signer, process);
}

BuildIndex update_builds(const BuildsUpdate& update, const std::function<void(BuildIndex&)>& change) {
    auto& root = update.root;
    return until_uncontended(root.url(), [&]() -> std::optional<BuildIndex> {
        const auto now = root.read_versioned(places::kBuildIndex, kMaxBuildIndex);
        BuildIndex index = now ? parsed(now->text, root, update.signer, update.process) : BuildIndex();
        change(index);
        renew(index, update.signer, update.clock, update.valid_days);
        const std::string text = update.signer.clearsign(build_index_text(index));
        if (!root.put_if(places::kBuildIndex, text, version_of(now))) return std::nullopt;
        return index;
    });
}

}  // namespace sf
