#include "build/engine.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/error.h"
#include "build/builder.h"
#include "build/needed.h"
#include "build/scheduler.h"
#include "build/times.h"

namespace sf {

namespace {

constexpr double kUnknownCost = 10;  // CPU-seconds of a package that nobody has measured

int usable_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return std::max(1, CPU_COUNT(&set));
}

double cost_of(const PlannedPackage& planned, const Times& times) {
    const auto known = times.find(planned.spec.name);
    if (known != times.end()) return known->second.cpu_s;
    return planned.package->build_cost > 0 ? planned.package->build_cost : kUnknownCost;
}

std::vector<WorkItem> work_items(const std::vector<const PlannedPackage*>& packages, const Times& times) {
    std::map<std::string, std::size_t> index;
    std::vector<WorkItem> items;
    for (const auto* planned : packages) {
        WorkItem item{display_name(*planned), {}, cost_of(*planned, times)};
        for (const auto& edge : planned->spec.dependencies) {
            const auto dependency = index.find(edge.name);
            if (dependency != index.end()) item.dependencies.push_back(dependency->second);
        }
        index[planned->spec.name] = items.size();
        items.push_back(std::move(item));
    }
    return items;
}

// As if all processors were busy all the time, which they nearly are.
double expected_seconds(const std::vector<WorkItem>& items, int jobs) {
    double sum = 0;
    for (const auto& item : items) sum += item.cost;
    return sum / jobs;
}

void require_ccache(const RootFs& root, const Home& home) {
    if (!fs::exists(root.path / "usr/bin/ccache")) {
        throw Error(ErrorKind::usage, "--ccache: the toolchain's root filesystem has no ccache",
                    "Add ccache to rootfs.build_packages of the toolchain file.");
    }
    make_dirs(home.ccache());
}

std::map<std::string, Spec> specs_by_hash(const Plan& plan) {
    std::map<std::string, Spec> specs;
    for (const auto& planned : plan.packages) specs[planned.spec.hash] = planned.spec;
    return specs;
}

// Results of a run as they come in, from several threads.
class Results {
  public:
    void add(const PackageResult& result) {
        const std::lock_guard lock(mutex_);
        by_name_[result.name] = result;
    }

    Times times() const {
        Times times;
        for (const auto& [name, result] : by_name_) {
            if (result.origin == PackageOrigin::built) times[name] = {result.wall_s, result.cpu_s};
        }
        return times;
    }

    std::vector<PackageResult> in_order(const Plan& plan, const Store& store) const {
        std::vector<PackageResult> result;
        for (const auto& planned : plan.packages) {
            const auto built = by_name_.find(planned.spec.name);
            const auto origin = store.has(planned.spec) ? PackageOrigin::store : PackageOrigin::unneeded;
            result.push_back(built != by_name_.end()
                                 ? built->second
                                 : PackageResult{planned.spec.name, planned.spec.hash, origin, {}, 0, 0, {}});
        }
        return result;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, PackageResult> by_name_;
};

std::vector<const PlannedPackage*> packages_to_build(const Plan& plan, const Store& store,
                                                     const BuildOptions& options) {
    if (!options.no_cache) return missing(plan, store);
    std::vector<const PlannedPackage*> all;
    for (const auto& planned : plan.packages) all.push_back(&planned);
    return all;
}

}  // namespace

BuildResult build(const Plan& plan, const Home& home, const Store& store, const RootFs& root, Process& process,
                  Clock& clock, Progress& progress, const BuildOptions& options) {
    const int jobs = options.jobs > 0 ? options.jobs : usable_processors();
    if (options.ccache) require_ccache(root, home);
    store.sweep();
    const Times times = load_times(home);
    const auto packages = packages_to_build(plan, store, options);
    const auto items = work_items(packages, times);
    const Jobserver jobserver(jobs);
    CompileSpan span;
    BuildSite site{plan,     home,    store, root,      process, clock,
                   progress, options, jobs,  jobserver, span,    specs_by_hash(plan)};
    Results results;
    progress.plan(packages.size(), expected_seconds(items, jobs));
    const auto work = [&](std::size_t i) {
        const auto known = times.find(packages[i]->spec.name);
        results.add(build_package(site, *packages[i], known == times.end() ? items[i].cost : known->second.wall_s));
    };
    try {
        run_schedule(items, jobs, work);
    } catch (const Error&) {
        remember_times(home, results.times());
        throw;
    }
    remember_times(home, results.times());
    BuildResult result{results.in_order(plan, store), span.first(), span.last(), 0, jobs};
    for (const auto& package : result.packages) result.cpu_s += package.cpu_s;
    return result;
}

}  // namespace sf
