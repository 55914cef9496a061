#include "buildcache/install.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/text.h"
#include "buildcache/content_pool.h"
#include "buildcache/merged_view.h"
#include "buildcache/sbang.h"
#include "buildcache/selection.h"
#include "store/store.h"

namespace sf {
namespace {

// Just enough of a spec for its place in a store.
Spec named_spec(const std::string& hash, const IndexedPackage& package) {
    Spec spec;
    spec.name = package.name;
    spec.version = package.version;
    spec.hash = hash;
    return spec;
}

// What all mirrors have together, and which of them has it.
struct Offer {
    Index index;
    std::map<std::string, InstallSource> sources;  // by hash
};

Offer joined(const std::vector<InstallSource>& sources) {
    Offer offer;
    for (const auto& source : sources) {
        offer.index.nodes.insert(source.index->nodes.begin(), source.index->nodes.end());
        for (const auto& [hash, package] : source.index->packages) {
            offer.index.packages.emplace(hash, package);
            offer.sources.emplace(hash, source);
        }
        offer.index.revoked.insert(source.index->revoked.begin(), source.index->revoked.end());
    }
    return offer;
}

// Hashes of all that is to be there, dependencies first.
struct Needed {
    std::vector<std::string> packages, externals;
};

void refuse_revoked(const std::vector<std::string>& packages, const Index& index) {
    for (const auto& hash : packages) {
        const auto revoked = index.revoked.find(hash);
        if (revoked != index.revoked.end())
            throw Error(ErrorKind::source,
                        fmt::format("{}/{} was revoked by who published it: {}",
                                    std::string(index.nodes.at(hash).at("name")), hash, revoked->second),
                        "choose another version or build: slurm-factory buildcache list");
    }
}

// What is not revoked comes first: a name that fits both means that.
std::string select_good(const std::string& wanted, const Index& index) {
    SpecNodes candidates = nodes_of_packages(index);
    const auto all = select_all(wanted, candidates);
    const auto is_revoked = [&](const std::string& hash) { return index.revoked.contains(hash); };
    if (!std::all_of(all.begin(), all.end(), is_revoked))
        std::erase_if(candidates, [&](const auto& item) { return is_revoked(item.first); });
    return select_one(wanted, candidates);
}

Needed all_needed(const InstallRequest& request, const Index& index) {
    Needed needed;
    std::set<std::string> seen;
    for (const auto& wanted : request.wanted)
        for (const auto& hash : run_closure(index.nodes, select_good(wanted, index)))
            if (seen.insert(hash).second)
                (is_external(index.nodes.at(hash)) ? needed.externals : needed.packages).push_back(hash);
    for (const auto& hash : needed.packages)
        if (!index.packages.contains(hash))
            throw Error(
                ErrorKind::source,
                fmt::format("no mirror has {}/{}, which is needed", std::string(index.nodes.at(hash).at("name")), hash),
                "name the mirror that has it with another --mirror");
    refuse_revoked(needed.packages, index);
    return needed;
}

std::vector<HostPackage> of_host(const std::vector<std::string>& hashes, const SpecNodes& nodes) {
    std::vector<HostPackage> packages;
    for (const auto& hash : hashes) {
        const Json& node = nodes.at(hash);
        const Json& external = node.at("external");
        HostPackage package{node.at("name"), node.at("version"), external.value("path", "")};
        if (!fs::exists(package.path))
            spdlog::warn("{} {} is expected in {} of this machine, where there is nothing", package.name,
                         package.version, package.path.string());
        packages.push_back(std::move(package));
    }
    std::sort(packages.begin(), packages.end(),
              [](const HostPackage& a, const HostPackage& b) { return a.name < b.name; });
    return packages;
}

class Installer {
  public:
    Installer(const InstallRequest& request, const Offer& offer, std::vector<std::string> needed, Progress& progress)
        : offer_(offer),
          progress_(progress),
          downloads_(request.downloads),
          needed_(std::move(needed)),
          folder_(request.store),
          store_(folder_, folder_ / ".locks"),
          pool_(folder_ / ".content"),
          prefixes_(new_prefixes()) {
        prefixes_.require_room();
        for (const auto& hash : needed_) places_.push_back(store_.path(spec_of(hash)));
    }

    std::vector<InstalledPackage> run(unsigned jobs, MergedView* view) {
        make_dirs(folder_);
        const auto locks = lock_all();
        std::vector<InstalledPackage> packages;
        std::vector<std::string> missing;
        for (const auto& hash : needed_) {
            const Spec spec = spec_of(hash);
            packages.push_back({spec.name, spec.version, hash, store_.path(spec), store_.has(spec),
                                offer_.sources.at(hash).mirror->url(), package_of(hash)});
            if (!packages.back().was_there) missing.push_back(hash);
        }
        if (!missing.empty() || view != nullptr) install_all(missing, jobs, view);
        return packages;
    }

    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t shared_bytes() const { return shared_bytes_; }

  private:
    const IndexedPackage& package_of(const std::string& hash) const { return offer_.index.packages.at(hash); }
    Spec spec_of(const std::string& hash) const { return named_spec(hash, package_of(hash)); }
    bool is_spacks(const std::string& hash) const { return offer_.sources.at(hash).cache != nullptr; }

    // Of those whose old prefix an index says.
    std::map<std::string, std::string> new_prefixes() const {
        std::map<std::string, std::string> prefixes;
        for (const auto& hash : needed_)
            if (!is_spacks(hash)) prefixes[package_of(hash).prefix] = store_.path(spec_of(hash)).string();
        return prefixes;
    }

    // Of those whose old prefixes their tarball alone knows. What is not installed moves with the root if that has
    // room; nobody will look for it.
    PrefixMap new_prefixes(const BuildInfo& info) const {
        std::map<std::string, std::string> prefixes;
        if (folder_.string().size() <= info.install_root.size()) prefixes[info.install_root] = folder_.string();
        if (!info.sbang.empty()) prefixes[info.sbang] = sbang_path(folder_).string();
        for (const auto& [hash, prefix] : info.hash_to_prefix)
            if (offer_.index.packages.contains(hash)) prefixes[prefix] = store_.path(spec_of(hash)).string();
        return PrefixMap(std::move(prefixes));
    }

    // Of all packages, those that are there too, so that nobody removes them meanwhile. Always in the same order: two
    // runs that wait for one another would wait for ever.
    std::vector<FileLock> lock_all() const {
        std::vector<FileLock> locks;
        for (const auto& hash : std::set<std::string>(needed_.begin(), needed_.end()))
            locks.push_back(store_.lock(spec_of(hash), [&] {
                progress_.message(package_of(hash).name + ": waiting for another install of it");
            }));
        return locks;
    }

    // All are filled and synced before the first gets its name.
    void install_all(const std::vector<std::string>& missing, unsigned jobs, MergedView* view) {
        std::map<std::string, fs::path> staged;
        for (const auto& hash : missing) staged[hash] = store_.begin(spec_of(hash));
        try {
            pool_.prepare();
            fill_all(missing, staged, jobs);
            if (std::any_of(missing.begin(), missing.end(), [&](const auto& hash) { return is_spacks(hash); }))
                put_sbang(folder_);
            if (view != nullptr) view->stage(viewed(staged));
            sync_filesystem(folder_);
        } catch (...) {
            progress_.done();
            for (const auto& [hash, folder] : staged) remove_tree(folder);
            throw;
        }
        for (const auto& hash : missing) store_.publish(spec_of(hash), staged.at(hash));  // dependencies first
        if (view != nullptr) view->publish();
        progress_.done();
    }

    std::vector<ViewedPackage> viewed(const std::map<std::string, fs::path>& staged) const {
        std::vector<ViewedPackage> packages;
        for (const auto& hash : needed_) {
            const fs::path prefix = store_.path(spec_of(hash));
            const auto found = staged.find(hash);
            packages.push_back({package_of(hash).name, prefix, found == staged.end() ? prefix : found->second});
        }
        return packages;
    }

    void fill_all(std::vector<std::string> hashes, const std::map<std::string, fs::path>& staged, unsigned jobs) {
        // The largest first, so that none of them is left to run alone at the end.
        std::sort(hashes.begin(), hashes.end(), [&](const std::string& a, const std::string& b) {
            return package_of(a).tarball.bytes > package_of(b).tarball.bytes;
        });
        progress_.plan(hashes.size(), 0);
        parallel_for(hashes.size(), jobs, [&](std::size_t i) {
            const auto& package = package_of(hashes[i]);
            const std::string item = package.name + " " + package.version;
            progress_.started(item, "install", 0);
            fill(hashes[i], staged.at(hashes[i]), item);
            progress_.finished(item, "unpacked");
        });
    }

    void fill(const std::string& hash, const fs::path& staged, const std::string& item) {
        const auto fetched = fetch_package({offer_.sources.at(hash), downloads_, prefixes_, places_,
                                            [&](const BuildInfo& info) { return new_prefixes(info); },
                                            [&](const std::string& what) { progress_.doing(item, what); }},
                                           hash, staged);
        for (const auto& shareable : fetched.unmoved) shared_bytes_ += pool_.share(staged / shareable);
        bytes_ += fetched.bytes;
    }

    const Offer& offer_;
    Progress& progress_;
    fs::path downloads_;
    std::vector<std::string> needed_;
    fs::path folder_;
    Store store_;
    ContentPool pool_;
    PrefixMap prefixes_;
    std::vector<fs::path> places_;
    std::atomic<std::uint64_t> bytes_{0}, shared_bytes_{0};
};

}  // namespace

InstallResult install_packages(const InstallRequest& request, const std::vector<InstallSource>& sources, Clock& clock,
                               Progress& progress) {
    const double start = clock.steady_seconds();
    const Offer offer = joined(sources);
    const Needed needed = all_needed(request, offer.index);
    Installer installer(request, offer, needed.packages, progress);
    std::optional<MergedView> view;
    if (!request.view.empty())
        view.emplace(request.view, [&] { progress.message("waiting for another run that changes this view"); });
    InstallResult result;
    result.of_host = of_host(needed.externals, offer.index.nodes);
    result.packages = installer.run(request.jobs, view ? &*view : nullptr);
    result.bytes = installer.bytes();
    result.shared_bytes = installer.shared_bytes();
    result.seconds = clock.steady_seconds() - start;
    return result;
}

}  // namespace sf
