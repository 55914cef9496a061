#include "factory/caches.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "build/builder.h"
#include "build/needed.h"
#include "buildcache/build_info.h"
#include "buildcache/layout.h"
#include "buildcache/local_cache.h"
#include "buildcache/trusted_index.h"
#include "bundle/compressed_file.h"
#include "factory/factory.h"
#include "mirror/file_mirror.h"

namespace sf {
namespace {

// What the run is about.
bool is_goal(const Plan& plan, const PlannedPackage& planned) {
    return planned.of_release || planned.spec.name == plan.roots.front();
}

bool is_from_buildcache(const PlannedPackage& planned, const Store& store) {
    return fs::exists(store.path(planned.spec) / kBuildInfoFile);
}

}  // namespace

void BuildCaches::load_local() {
    if (std::exchange(local_loaded_, true)) return;
    auto local = open_mirror(workshop_.home.buildcache().string(), workshop_.http);
    if (!found_layout(*local)) return;
    local_is_good_ = add(std::move(local));
    if (local_is_good_) local_ = &sources_.front().index;
}

void BuildCaches::load() {
    if (std::exchange(loaded_, true) || options_.use == BuildcacheUse::none) return;
    load_local();
    for (const auto& url : options_.mirrors) add(open_mirror(url, workshop_.http));
}

bool BuildCaches::add(std::unique_ptr<Mirror> mirror) {
    try {
        constexpr bool kAllowStale = false;
        Index index = load_trusted_index(*mirror, TrustStore(workshop_.home.trust()), workshop_.process,
                                         workshop_.clock, kAllowStale);
        if (index.is_hint) throw Error(ErrorKind::usage, "it was written by Spack, which builds for other prefixes");
        sources_.push_back({std::move(mirror), std::move(index)});
        return true;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        spdlog::warn("the buildcache {} is not used: {}{}", mirror->url(), error.message(),
                     error.hint().empty() ? "" : "; " + error.hint());
        return false;
    }
}

Restoration BuildCaches::offer_of(const Plan& plan, const PlannedPackage& planned) {
    load();
    if (options_.use == BuildcacheUse::dependencies && is_goal(plan, planned)) return {};
    for (const auto& [mirror, index] : sources_) {
        const auto found = index.packages.find(planned.spec.hash);
        const bool good = !index.revoked.contains(planned.spec.hash);
        if (found != index.packages.end() && good && !refused_.contains({planned.spec.hash, mirror.get()}))
            return {&planned, {mirror.get(), &index}};
    }
    return {};
}

void BuildCaches::take(const Plan& plan, const Store& store) {
    for (;;) {
        std::vector<Restoration> wanted;
        const auto can_be_had = [&](const PlannedPackage& planned) {
            return store.has(planned.spec) || offers(plan, planned);
        };
        for (const auto* planned : needed(plan, can_be_had))
            if (!store.has(planned->spec) && offers(plan, *planned)) wanted.push_back(offer_of(plan, *planned));
        if (wanted.empty()) return;
        restore_packages(wanted,
                         {plan, store, workshop_.home.tmp() / "downloads", usable_processors(), workshop_.progress});
        workshop_.progress.done();
        // What was refused may need tools to be built, which nobody needed before: once more.
        for (const auto& item : wanted) {
            if (item.fault.empty())
                taken_[item.planned->spec.hash] = item.source.mirror->url();
            else
                refuse(item);
        }
    }
}

void BuildCaches::refuse(const Restoration& item) {
    refused_.insert({item.planned->spec.hash, item.source.mirror});
    spdlog::error("{} of {} IS NOT USED: {}", display_name(*item.planned), item.source.mirror->url(), item.fault);
    if (item.is_damaged && item.source.index == local_) remove_from_local(item.planned->spec.hash);
}

void BuildCaches::remove_from_local(const std::string& hash) const {
    try {
        const auto local = std::make_unique<FileMirror>(workshop_.home.buildcache());
        const auto lock = lock_mirror(local->url(), workshop_.home, workshop_.progress);
        const Signer signer(local_key(workshop_.home, workshop_.process), workshop_.process);
        adopt_local_cache(*local, signer, workshop_.home, workshop_.process);  // throws for one of another key
        for (const auto& file : layout_of(local_->layout).files(*local_, hash)) local->remove(file.path);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        spdlog::warn("the local buildcache keeps what is damaged: {}", error.message());
    }
}

void BuildCaches::note_origins(BuildResult& result) const {
    for (auto& package : result.packages) {
        const auto taken = taken_.find(package.hash);
        if (taken == taken_.end() || package.origin != PackageOrigin::store) continue;
        package.origin = PackageOrigin::buildcache;
        package.mirror = taken->second;
    }
}

std::vector<std::string> BuildCaches::lacks(const Plan& plan, const Store& store) {
    load_local();
    std::vector<std::string> hashes;
    if (!local_is_good_) return hashes;
    for (const auto& planned : plan.packages) {
        const bool is_there = local_ != nullptr && local_->packages.contains(planned.spec.hash) &&
                              !refused_.contains({planned.spec.hash, sources_.front().mirror.get()});
        const bool built_here = store.has(planned.spec) && !is_from_buildcache(planned, store);
        if (built_here && !is_there) hashes.push_back(planned.spec.hash);
    }
    return hashes;
}

std::vector<std::string> brought_from_buildcaches(const Plan& plan, const Store& store) {
    std::vector<std::string> names;
    for (const auto& planned : plan.packages)
        if (is_from_buildcache(planned, store)) names.push_back(planned.spec.name);
    return names;
}

}  // namespace sf
