#include "factory/factory.h"

#include <fmt/format.h>

#include <functional>
#include <future>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "build/needed.h"
#include "concretize/target.h"
#include "factory/bundle_toolchain.h"
#include "factory/fallback.h"
#include "factory/proof_file.h"
#include "factory/reproduce.h"
#include "factory/room.h"
#include "factory/root_origin.h"
#include "sandbox/sandbox.h"

namespace sf {

namespace {

std::vector<const PlannedPackage*> all_packages(const Plan& plan) {
    std::vector<const PlannedPackage*> all;
    for (const auto& planned : plan.packages) all.push_back(&planned);
    return all;
}

using Planner = std::function<Plan(const SourceChoice&)>;

// A run's own tools, as long as it lasts.
struct Run {
    Run(const BuildOptions& build_options, const CacheOptions& cache_options, Workshop& shop)
        : workshop(shop),
          options(build_options),
          caches(cache_options, shop),
          fill(shop, build_options.jobs),
          fills(cache_options.use != BuildcacheUse::none) {}

    Workshop& workshop;
    const BuildOptions& options;
    BuildCaches caches;
    LocalFill fill;
    bool fills;
};

// Packages of buildcaches, then sources of what is to be built, falling back to another source variant (and so to
// another plan) where one cannot be had.
Plan fetch_with_fallback(Plan plan, const Planner& planner, Run& run) {
    auto& workshop = run.workshop;
    const bool from_nothing = run.options.no_cache;
    Store store(workshop.home);
    TriedVariants tried;
    for (;;) {
        if (!from_nothing) run.caches.take(plan, store);
        auto wanted = from_nothing ? all_packages(plan) : missing(plan, store);
        auto failures = fetch_sources(workshop.home, workshop.http, workshop.source_settings, plan.source_choice,
                                      wanted, workshop.progress);
        if (failures.empty()) return plan;
        for (const auto& failure : failures) tried.insert({failure.package, failure.variant});
        auto choice = fall_back(plan, failures, tried);
        if (!choice) throw fetch_error(failures);
        for (const auto& failure : failures) {
            const auto& variant = choice->per_package.at(failure.package);
            workshop.progress.message(
                fmt::format("{}: no origin of the {} source can be used, taking the {} one and planning again",
                            failure.package, failure.variant, variant));
            record_fallback(workshop.home, failure.package, variant, join(failure.attempts, "; "));
        }
        plan = planner(*choice);
    }
}

RootFs build_root_of(const Plan& plan, Workshop& workshop) {
    return root_of(*plan.toolchain, plan.context.gpu.empty() ? RootKind::build : RootKind::gpu, workshop);
}

SourceChoice sources_for(const Request& request, Workshop& workshop) {
    return choose_sources(workshop.home, workshop.http, workshop.source_settings, workshop.catalog, request);
}

// The bundle that is there already, of this very plan and untouched; none with --no-cache.
std::optional<BundleResult> bundle_at_hand(const Plan& plan, const FactoryOptions& options, const Workshop& workshop) {
    if (options.build.no_cache) return std::nullopt;
    return current_bundle(plan, workshop.catalog, options.bundle);
}

struct Materials {
    Plan plan;
    RootFs root;
};

// Packages and sources come over the network while the root filesystem is made.
Materials gather(const Plan& plan, const Planner& planner, Run& run) {
    auto root = std::async(std::launch::async, [&] { return build_root_of(plan, run.workshop); });
    auto fetched = fetch_with_fallback(plan, planner, run);
    return {std::move(fetched), root.get()};
}

struct Built {
    Materials materials;  // with the plan that was built in the end
    BuildResult build;
};

// What is in the store by then goes to the local buildcache, even if the build fails.
BuildResult build_and_fill(const Materials& materials, Run& run) {
    const Store store(run.workshop.home);
    const auto start_filling = [&] {
        if (run.fills) run.fill.start(run.caches.lacks(materials.plan, store));
    };
    BuildResult result;
    try {
        result = build(materials.plan, run.workshop.home, store, materials.root, run.workshop.process,
                       run.workshop.clock, run.workshop.progress, run.options);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::interrupted) start_filling();
        throw;
    }
    start_filling();
    run.caches.note_origins(result);
    return result;
}

Built build_packages(const Plan& plan, const Planner& planner, Run& run) {
    require_runnable(plan.packages.front().spec.arch.target, read_file("/proc/cpuinfo"));
    auto materials = gather(plan, planner, run);
    check_sandbox(run.workshop.process, materials.root.path);
    auto result = build_and_fill(materials, run);
    run.workshop.progress.done();
    return {std::move(materials), std::move(result)};
}

BundleResult build_and_pack(FactoryResult& result, const Planner& planner, const FactoryOptions& options, Run& run) {
    auto& workshop = run.workshop;
    auto started = workshop.clock.unix_seconds();
    auto built = build_packages(result.plan, planner, run);
    result.plan = std::move(built.materials.plan);
    result.build = std::move(built.build);
    const Store store(workshop.home);
    BuildFacts facts;
    facts.program_version = workshop.program_version;
    facts.started = started;
    facts.from_buildcaches = brought_from_buildcaches(result.plan, store);
    auto bundle = make_bundle(result.plan, workshop.home, store, workshop.catalog, built.materials.root, options.bundle,
                              workshop.clock, workshop.progress, std::move(facts));
    result.tarball = bundle.tarball;
    return bundle;
}

}  // namespace

RootFs root_of(const Toolchain& toolchain, RootKind kind, Workshop& workshop) {
    const auto origin = [&] {
        return choose_root_origin(toolchain, workshop.source_settings, workshop.registry, workshop.http);
    };
    return ensure_rootfs(workshop.home, workshop.process, toolchain, kind, origin, workshop.progress);
}

FactoryResult make_slurm(const Request& request, const FactoryOptions& options, Workshop& workshop) {
    double began = workshop.clock.steady_seconds();
    FactoryResult result;
    const Planner planner = [&](const SourceChoice& choice) { return concretize(request, workshop.catalog, choice); };
    result.plan = planner(sources_for(request, workshop));
    auto at_hand = bundle_at_hand(result.plan, options, workshop);
    if (at_hand) result.tarball = at_hand->tarball;
    const bool to_prove = options.verify && !(at_hand && proof_is_current(at_hand->tarball));
    if (at_hand && !to_prove && !options.reproduce) {
        result.bundle = at_hand;
        result.nothing_to_do = true;
        result.seconds = workshop.clock.steady_seconds() - began;
        return result;
    }
    check_room(workshop.home, options.bundle.output);
    // The root to prove in is made while the packages build: its making waits for the network more than for a
    // processor.
    std::future<RootFs> proving_root;
    if (to_prove)
        proving_root = std::async(std::launch::async, [&workshop, toolchain = result.plan.toolchain] {
            return root_of(*toolchain, RootKind::prove, workshop);
        });
    Run run(options.build, options.caches, workshop);
    result.bundle = at_hand ? at_hand : build_and_pack(result, planner, options, run);
    if (to_prove) {
        proving_root.get();
        ProveOptions prove_options;
        prove_options.bundle = result.tarball;
        prove_options.on = result.plan.toolchain;
        result.proof = prove_bundle(prove_options, workshop);
        write_proof(result.tarball, *result.proof);
    }
    if (options.reproduce) {
        auto root = build_root_of(result.plan, workshop);
        result.reproduction = reproduce(result.plan, result.tarball, root, options, workshop);
    }
    result.filled = run.fill.finish();
    workshop.progress.done();
    result.seconds = workshop.clock.steady_seconds() - began;
    return result;
}

CompilerResult make_compiler(const Request& request, const BuildOptions& options, const CacheOptions& caches,
                             Workshop& workshop) {
    const double began = workshop.clock.steady_seconds();
    const Planner planner = [&](const SourceChoice& choice) {
        return concretize_compiler(request, workshop.catalog, choice);
    };
    CompilerResult result;
    result.plan = planner(sources_for(request, workshop));
    const Store store(workshop.home);
    if (options.no_cache || !missing(result.plan, store).empty()) {
        check_room(workshop.home, workshop.home.builds());
        Run run(options, caches, workshop);
        auto built = build_packages(result.plan, planner, run);
        result.plan = std::move(built.materials.plan);
        result.build = std::move(built.build);
        result.filled = run.fill.finish();
    }
    result.prefix = store.path(result.plan.at(result.plan.roots.front()).spec);
    result.seconds = workshop.clock.steady_seconds() - began;
    return result;
}

ProofReport prove_bundle(ProveOptions options, Workshop& workshop) {
    if (!options.on) options.on = &workshop.catalog.toolchain(bundle_toolchain(options.bundle));
    auto root = root_of(*options.on, RootKind::prove, workshop);
    options.compiler_root = [&workshop](const std::string& toolchain) {
        return root_of(workshop.catalog.toolchain(toolchain), RootKind::build, workshop);
    };
    auto report = prove(options, workshop.home, root, workshop.process, workshop.clock, workshop.progress);
    workshop.progress.done();
    return report;
}

}  // namespace sf
