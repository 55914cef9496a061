#include "buildcache/push.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "buildcache/blobs.h"
#include "buildcache/build_info.h"
#include "buildcache/embed.h"
#include "buildcache/layout.h"
#include "buildcache/selection.h"
#include "buildcache/tarball.h"
#include "concretize/concretize.h"

namespace sf {
namespace {

// The packages of a store by hash, and all nodes that their spec.json files have.
struct Stored {
    std::map<std::string, Json> spec_jsons;
    SpecNodes packages, nodes;
};

Stored read_store(const Store& store) {
    Stored stored;
    for (auto& json : store.spec_jsons()) {
        const SpecNodes nodes = checked_nodes(json, "the store's spec.json");
        const Json& root = json.at("spec").at("nodes").at(0);
        const std::string hash = root.at("hash");
        stored.packages[hash] = root;
        stored.nodes.insert(nodes.begin(), nodes.end());
        stored.spec_jsons[hash] = std::move(json);
    }
    return stored;
}

// Hashes, sorted by name, version and hash.
std::vector<std::string> wanted_packages(const Stored& stored, const PushRequest& request) {
    std::set<std::string> hashes;
    if (request.wanted.empty())
        for (const auto& [hash, node] : stored.packages) hashes.insert(hash);
    for (const auto& name : request.wanted) {
        for (const auto& chosen : select_all(name, stored.packages)) {
            for (const auto& hash : run_closure(stored.nodes, chosen)) {
                const bool itself = hash == chosen;
                if (request.only == PushOnly::everything || itself == (request.only == PushOnly::package))
                    hashes.insert(hash);
            }
        }
    }
    std::vector<std::string> sorted;
    for (const auto& hash : hashes)
        if (stored.packages.contains(hash)) {
            sorted.push_back(hash);
        } else {
            throw Error(ErrorKind::usage,
                        fmt::format("the store has no {}/{}, which is needed",
                                    std::string(stored.nodes.at(hash).at("name")), hash),
                        "build it again");
        }
    const auto key = [&](const std::string& hash) {
        const Json& node = stored.packages.at(hash);
        return std::tuple(std::string(node.at("name")), std::string(node.at("version")), hash);
    };
    std::sort(sorted.begin(), sorted.end(),
              [&](const std::string& a, const std::string& b) { return key(a) < key(b); });
    return sorted;
}

class Pusher {
  public:
    Pusher(const PushRequest& request, const Stored& stored, const Store& store, const Layout& layout,
           WritableMirror& mirror, Signer& signer)
        : request_(request), stored_(stored), store_(store), layout_(layout), mirror_(mirror), signer_(signer) {
        for (const auto& [hash, node] : stored_.packages) {
            const Spec spec = from_node(node);
            by_prefix_[padded_prefix(spec)] = {spec.name, store_.path(spec)};
        }
    }

    // The tarball first, then what names it.
    IndexedPackage push(const std::string& hash) const {
        const Spec spec = from_node(stored_.packages.at(hash));
        const fs::path root = store_.path(spec);
        std::map<std::string, std::string> prefixes;  // by hash
        for (const auto& needed : relocation_closure(stored_.nodes, hash))
            prefixes[needed] = padded_prefix(from_node(stored_.nodes.at(needed)));
        IndexedPackage package;
        package.name = spec.name;
        package.version = spec.version;
        package.prefix = padded_prefix(spec);
        const TempDir folder(request_.scratch, "push-");
        make_dirs(folder.path() / "tree");
        const fs::path tree = embed_dependencies(root, neighbours(prefixes), folder.path() / "tree");
        const Json info = make_build_info(tree, package.prefix, prefixes);
        const fs::path file = folder.path() / "tarball";
        constexpr unsigned kThreads = 1;  // packages run at once, not blocks of one
        const auto tarball = write_package_tarball(tree, package.prefix, info, file, kThreads);
        package.tarball = {tarball.sha256, tarball.bytes};
        package.unpacked_bytes = tarball.unpacked_bytes;
        layout_.put_tarball(mirror_, layout_.tarball(stored_.nodes, hash, package.tarball), file);
        if (request_.describe && layout_.version() == LayoutVersion::v3)
            for (const auto& [type, text] : request_.describe(hash, tree, package.tarball))
                package.attached[type] = put_blob(mirror_, text);
        layout_.put_description(mirror_, signer_, stored_.spec_jsons.at(hash), package);
        return package;
    }

    // Only how large its files are.
    IndexedPackage unpacked(const std::string& hash) const {
        IndexedPackage package;
        walk_sorted(store_.path(from_node(stored_.packages.at(hash))),
                    [&](const fs::directory_entry& entry, const std::string&) {
                        if (entry.is_regular_file() && !entry.is_symlink()) package.tarball.bytes += entry.file_size();
                    });
        return package;
    }

    bool is_there(const std::string& hash, const Index& index) const {
        if (!index.packages.contains(hash)) return false;
        const auto files = layout_.files(index, hash);
        return std::all_of(files.begin(), files.end(),
                           [&](const PlacedFile& file) { return mirror_.exists(file.path); });
    }

  private:
    Neighbours neighbours(const std::map<std::string, std::string>& prefixes) const {
        Neighbours result;
        for (const auto& [hash, prefix] : prefixes) result.linked.insert(prefix);
        result.embedded = by_prefix_;
        return result;
    }

    const PushRequest& request_;
    const Stored& stored_;
    const Store& store_;
    const Layout& layout_;
    WritableMirror& mirror_;
    Signer& signer_;
    std::map<std::string, Embeddable> by_prefix_;  // of the whole store
};

}  // namespace

Json to_json(const std::vector<PushedPackage>& packages) {
    Json rows = Json::array();
    for (const auto& package : packages)
        rows.push_back(Json{{"name", package.name},
                            {"version", package.version},
                            {"hash", package.hash},
                            {"was_there", package.was_there},
                            {"bytes", package.bytes}});
    return rows;
}

PushResult push_packages(const PushRequest& request, const Store& store, WritableMirror& mirror, Signer& signer,
                         Process& process, Clock& clock, Progress& progress) {
    const Stored stored = read_store(store);
    const auto wanted = wanted_packages(stored, request);
    const LayoutVersion layout = layout_to_write(mirror, request.layout);
    const Index before = load_own_index(mirror, layout, signer, process);
    const Pusher pusher(request, stored, store, layout_of(layout), mirror, signer);
    PushResult result;
    result.packages.resize(wanted.size());
    std::vector<IndexedPackage> packages(wanted.size());
    progress.plan(wanted.size(), 0);
    parallel_for(wanted.size(), request.jobs, [&](std::size_t i) {
        throw_if_interrupted();
        const Json& node = stored.packages.at(wanted[i]);
        const std::string name = node.at("name"), version = node.at("version"), item = name + " " + version;
        progress.started(item, "push", 0);
        const bool was_there = pusher.is_there(wanted[i], before);
        packages[i] = was_there         ? before.packages.at(wanted[i])
                      : request.dry_run ? pusher.unpacked(wanted[i])
                                        : pusher.push(wanted[i]);
        progress.finished(item, was_there ? "was there" : request.dry_run ? "to be pushed" : "pushed");
        result.packages[i] = {name, version, wanted[i], was_there, packages[i].tarball.bytes};
    });
    progress.done();
    result.serial = before.serial;
    if (request.dry_run) return result;
    const auto add = [&](Index& index) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            index.packages[wanted[i]] = packages[i];
            for (const auto& node : whole_closure(stored.nodes, wanted[i])) index.nodes[node] = stored.nodes.at(node);
        }
    };
    result.serial = update_index({mirror, layout, signer, process, clock, request.valid_days}, add).serial;
    return result;
}

}  // namespace sf
