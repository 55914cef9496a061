// The whole pipeline as one recipe: plan, sources and roots, build, bundle, proof (architecture.md, "The pipeline").
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/home.h"
#include "base/http.h"
#include "base/process.h"
#include "base/progress.h"
#include "build/engine.h"
#include "bundle/bundle.h"
#include "factory/caches.h"
#include "factory/local_fill.h"
#include "factory/reproduction.h"
#include "prove/prove.h"
#include "source/source.h"

namespace sf {

// What the pipeline works with; the caller owns all of it.
struct Workshop {
    Home home;
    const Catalog& catalog;
    Process& process;
    Http& http;
    Clock& clock;
    Progress& progress;
    SourceSettings source_settings;
    std::string registry;  // images of root filesystems come from it; empty: from where the toolchain says
    std::string program_version;
};

// The toolchain's root filesystem, made if the home has none yet.
RootFs root_of(const Toolchain& toolchain, RootKind kind, Workshop& workshop);

struct FactoryOptions {
    BuildOptions build;
    CacheOptions caches;
    BundleOptions bundle;
    bool verify = false;     // prove the bundle afterwards
    bool reproduce = false;  // build everything a second time and compare
};

struct FactoryResult {
    Plan plan;
    bool nothing_to_do = false;  // bundle (and proof, if asked for) are current
    std::filesystem::path tarball;
    std::optional<BundleResult> bundle;
    std::optional<BuildResult> build;
    std::optional<FilledCache> filled;  // what the buildcache of this machine got, if anything
    std::optional<ProofReport> proof;
    std::optional<Reproduction> reproduction;
    double seconds = 0;
};

// Plans and, unless everything is current already, takes from buildcaches, builds, packs and proves; a second build is
// made whenever it is asked for, from nothing. Throws Error; a failed proof and a second build that differs are in the
// result.
FactoryResult make_slurm(const Request& request, const FactoryOptions& options, Workshop& workshop);

struct CompilerResult {
    Plan plan;
    std::optional<BuildResult> build;   // none where the store had everything
    std::optional<FilledCache> filled;  // likewise
    std::filesystem::path prefix;       // of the compiler, in the store
    double seconds = 0;
};

// Builds the compiler of `request` and its runtime into the store, from where `make_slurm` takes them.
CompilerResult make_compiler(const Request& request, const BuildOptions& options, const CacheOptions& caches,
                             Workshop& workshop);

// Proves a bundle on `options.on`, or on the toolchain that it was built for.
ProofReport prove_bundle(ProveOptions options, Workshop& workshop);

}  // namespace sf
