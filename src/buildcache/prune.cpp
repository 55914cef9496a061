#include "buildcache/prune.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "buildcache/layout.h"
#include "buildcache/publish.h"
#include "buildcache/selection.h"

namespace sf {
namespace {

using StringSet = std::set<std::string>;

void keep_only(Index& index, const std::vector<std::string>& wanted) {
    const SpecNodes candidates = nodes_of_packages(index);
    StringSet packages, nodes;
    for (const auto& name : wanted)
        for (const auto& chosen : select_all(name, candidates))
            for (const auto& hash : run_closure(index.nodes, chosen)) packages.insert(hash);
    for (const auto& package : packages)
        for (const auto& hash : whole_closure(index.nodes, package)) nodes.insert(hash);
    std::erase_if(index.packages, [&](const auto& item) { return !packages.contains(item.first); });
    std::erase_if(index.nodes, [&](const auto& item) { return !nodes.contains(item.first); });
}

// Of the files that lie there, those that the index's packages are not made of.
std::vector<MirrorFile> not_in(const Index& index, std::vector<MirrorFile> files) {
    const Layout& layout = layout_of(index.layout);
    StringSet named;
    for (const auto& [hash, package] : index.packages)
        for (const auto& file : layout.files(index, hash)) named.insert(file.path);
    std::erase_if(files, [&](const MirrorFile& file) { return !file.temporary && named.contains(file.path); });
    return files;
}

// What names others goes before what it names.
void remove_all(std::vector<MirrorFile> files, WritableMirror& mirror) {
    const auto names_others = [](const MirrorFile& file) {
        return file.path.ends_with(".json") || file.path.ends_with(layout::v2::kSignedEnd);
    };
    std::stable_partition(files.begin(), files.end(), names_others);
    for (const auto& file : files) mirror.remove(file.path);
}

}  // namespace

PruneResult prune_buildcache(const PruneRequest& request, WritableMirror& mirror, Signer& signer, Process& process,
                             Clock& clock) {
    const LayoutVersion layout = found_layout(mirror).value_or(LayoutVersion::v3);
    Index index = load_own_index(mirror, layout, signer, process);
    if (index.serial == 0)
        throw Error(ErrorKind::source, mirror.url() + " has no signed index, which says what is to be kept",
                    "slurm-factory buildcache update-index makes one");
    refuse_to_hide(mirror, index);
    PruneResult result;
    const std::size_t before = index.packages.size();
    if (!request.keep.empty()) keep_only(index, request.keep);
    result.kept = index.packages.size();
    result.dropped = before - result.kept;
    // Asked before publishing: the index of Spack's that is replaced then may be in somebody's hands.
    result.removed = not_in(index, layout_of(index.layout).package_files(mirror));
    result.serial = index.serial;
    if (request.dry_run) return result;
    const auto drop = [&](Index& now) {
        if (now.serial != index.serial)
            throw Error(ErrorKind::source, mirror.url() + " was published anew meanwhile", "run it again");
        now = index;
    };
    result.serial = update_index({mirror, layout, signer, process, clock, request.valid_days}, drop).serial;
    remove_all(result.removed, mirror);
    return result;
}

}  // namespace sf
