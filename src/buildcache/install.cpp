#include "buildcache/install.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "buildcache/blobs.h"
#include "buildcache/extract.h"
#include "buildcache/layout.h"
#include "buildcache/package_check.h"
#include "buildcache/selection.h"
#include "relocate/mapped_file.h"
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
    std::map<std::string, Mirror*> mirrors;  // by hash
};

Offer joined(const std::vector<InstallSource>& sources) {
    Offer offer;
    for (const auto& [mirror, index] : sources) {
        offer.index.nodes.insert(index->nodes.begin(), index->nodes.end());
        for (const auto& [hash, package] : index->packages) {
            offer.index.packages.emplace(hash, package);
            offer.mirrors.emplace(hash, mirror);
        }
    }
    return offer;
}

// Hashes of all that is to be there, dependencies first.
std::vector<std::string> all_needed(const InstallRequest& request, const Index& index) {
    const SpecNodes candidates = nodes_of_packages(index);
    std::vector<std::string> needed;
    std::set<std::string> seen;
    for (const auto& wanted : request.wanted)
        for (const auto& hash : run_closure(index.nodes, select_one(wanted, candidates)))
            if (seen.insert(hash).second) needed.push_back(hash);
    for (const auto& hash : needed)
        if (!index.packages.contains(hash))
            throw Error(
                ErrorKind::source,
                fmt::format("no mirror has {}/{}, which is needed", std::string(index.nodes.at(hash).at("name")), hash),
                "name the mirror that has it with another --mirror");
    return needed;
}

class Installer {
  public:
    Installer(const InstallRequest& request, const Offer& offer, Progress& progress)
        : offer_(offer),
          progress_(progress),
          downloads_(request.downloads),
          needed_(all_needed(request, offer.index)),
          folder_(request.store),
          store_(folder_, folder_ / ".locks"),
          prefixes_(new_prefixes()) {
        for (const auto& hash : needed_) places_.push_back(store_.path(spec_of(hash)));
    }

    std::vector<InstalledPackage> run(unsigned jobs) {
        make_dirs(folder_);
        const auto locks = lock_all();
        std::vector<InstalledPackage> packages;
        std::vector<std::string> missing;
        for (const auto& hash : needed_) {
            const Spec spec = spec_of(hash);
            packages.push_back({spec.name, spec.version, hash, store_.path(spec), store_.has(spec)});
            if (!packages.back().was_there) missing.push_back(hash);
        }
        if (!missing.empty()) install_all(missing, jobs);
        return packages;
    }

    std::uint64_t bytes() const { return bytes_; }

  private:
    const IndexedPackage& package_of(const std::string& hash) const { return offer_.index.packages.at(hash); }
    Spec spec_of(const std::string& hash) const { return named_spec(hash, package_of(hash)); }

    std::map<std::string, std::string> new_prefixes() const {
        std::map<std::string, std::string> prefixes;
        for (const auto& hash : needed_) prefixes[package_of(hash).prefix] = store_.path(spec_of(hash)).string();
        return prefixes;
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
    void install_all(const std::vector<std::string>& missing, unsigned jobs) {
        std::map<std::string, fs::path> staged;
        for (const auto& hash : missing) staged[hash] = store_.begin(spec_of(hash));
        try {
            fill_all(missing, staged, jobs);
            sync_filesystem(folder_);
        } catch (...) {
            progress_.done();
            for (const auto& [hash, folder] : staged) remove_tree(folder);
            throw;
        }
        for (const auto& hash : missing) store_.publish(spec_of(hash), staged.at(hash));  // dependencies first
        progress_.done();
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
            fill(hashes[i], staged.at(hashes[i]));
            progress_.finished(item, "unpacked");
        });
    }

    void fill(const std::string& hash, const fs::path& staged) {
        const auto& package = package_of(hash);
        Mirror& mirror = *offer_.mirrors.at(hash);
        check_published(mirror, hash, package);
        const std::string path = layout::blob(package.tarball.sha256);
        const std::string origin = fmt::format("{}/{} ({})", mirror.url(), path, package.name);
        make_dirs(downloads_);
        const FileLock downloading(downloads_ / (package.tarball.sha256 + ".lock"));
        const fs::path destination = downloads_ / package.tarball.sha256;
        const fs::path local = mirror.fetch(path, package.tarball.bytes, destination);
        try {
            const MappedFile file(local);
            extract_package(file.bytes(), {origin, package, prefixes_, places_}, staged);
            check_spec_file(staged, hash, package, origin);
        } catch (...) {
            remove_tree(destination);  // nothing to go on with
            throw;
        }
        remove_tree(destination);
        bytes_ += package.tarball.bytes;
    }

    const Offer& offer_;
    Progress& progress_;
    fs::path downloads_;
    std::vector<std::string> needed_;
    fs::path folder_;
    Store store_;
    PrefixMap prefixes_;
    std::vector<fs::path> places_;
    std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace

InstallResult install_packages(const InstallRequest& request, const std::vector<InstallSource>& sources, Clock& clock,
                               Progress& progress) {
    const double start = clock.steady_seconds();
    const Offer offer = joined(sources);
    Installer installer(request, offer, progress);
    InstallResult result;
    result.packages = installer.run(request.jobs);
    result.bytes = installer.bytes();
    result.seconds = clock.steady_seconds() - start;
    return result;
}

}  // namespace sf
