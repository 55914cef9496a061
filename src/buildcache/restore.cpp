#include "buildcache/restore.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/process.h"
#include "build/builder.h"
#include "buildcache/embed.h"

namespace sf {
namespace {

class Restorer {
  public:
    Restorer(std::vector<Restoration>& wanted, const RestoreSite& site) : wanted_(wanted), site_(site) {
        for (const auto& planned : site.plan.packages) {
            places_.emplace_back(planned.prefix);
            prefixes_[planned.spec.name] = planned.prefix;
        }
        // The largest first, so that none of them is left to run alone at the end.
        std::sort(wanted_.begin(), wanted_.end(), [](const Restoration& a, const Restoration& b) {
            return a.package().tarball.bytes > b.package().tarball.bytes;
        });
    }

    void run() {
        const auto locks = lock_all();
        std::vector<fs::path> staged(wanted_.size());
        site_.progress.plan(wanted_.size(), 0);
        try {
            parallel_for(wanted_.size(), site_.jobs, [&](std::size_t i) { staged[i] = filled(wanted_[i]); });
            sync(staged);
        } catch (...) {
            for (const auto& folder : staged)
                if (!folder.empty()) remove_tree(folder);
            throw;
        }
        for (std::size_t i = 0; i < wanted_.size(); ++i)
            if (!staged[i].empty()) site_.store.publish(wanted_[i].planned->spec, staged[i]);
    }

  private:
    // Always in the same order: two runs that wait for one another would wait for ever.
    std::vector<FileLock> lock_all() const {
        std::map<std::string, const PlannedPackage*> by_hash;
        for (const auto& item : wanted_) by_hash[item.planned->spec.hash] = item.planned;
        std::vector<FileLock> locks;
        for (const auto& [hash, planned] : by_hash)
            locks.push_back(site_.store.lock(planned->spec, [&, item = display_name(*planned)] {
                site_.progress.message("waiting for another slurm-factory that works on " + item);
            }));
        return locks;
    }

    // The folder to publish; empty if there is none.
    fs::path filled(Restoration& item) const {
        throw_if_interrupted();
        if (site_.store.has(item.planned->spec)) return {};  // another run was quicker
        const std::string name = display_name(*item.planned);
        site_.progress.started(name, "fetch", 0);
        const fs::path staged = site_.store.begin(item.planned->spec);
        try {
            fill(item, staged);
            site_.progress.finished(name, "from " + item.source.mirror->url());
            return staged;
        } catch (const Error& error) {
            remove_tree(staged);
            if (error.kind() == ErrorKind::interrupted) throw;
            item.fault = error.message();
            item.is_damaged = error.kind() == ErrorKind::source;
            site_.progress.finished(name, "not taken");
            return {};
        }
    }

    void fill(const Restoration& item, const fs::path& staged) const {
        const auto& [planned, source, fault, is_damaged] = item;
        if (item.package().prefix != planned->prefix)
            throw Error(ErrorKind::source, fmt::format("{} has {} for another prefix: {}", source.mirror->url(),
                                                       planned->spec.store_name(), item.package().prefix));
        fetch_package({source, site_.downloads, stays_, places_}, planned->spec.hash, staged);
        if (!planned->embedded_dependencies.empty()) undo_embedding(staged, prefixes_);
    }

    static void sync(const std::vector<fs::path>& staged) {
        const auto first =
            std::find_if(staged.begin(), staged.end(), [](const fs::path& folder) { return !folder.empty(); });
        if (first != staged.end()) sync_filesystem(*first);  // they are all in one store
    }

    std::vector<Restoration>& wanted_;
    const RestoreSite& site_;
    const PrefixMap stays_{std::map<std::string, std::string>()};
    std::vector<fs::path> places_;                 // prefixes of the whole plan
    std::map<std::string, std::string> prefixes_;  // the same by name
};

}  // namespace

void restore_packages(std::vector<Restoration>& wanted, const RestoreSite& site) {
    Restorer(wanted, site).run();
}

}  // namespace sf
