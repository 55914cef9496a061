// request + catalog -> concrete DAG. No solver: a release pins every version; rules only choose what is in and how.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "spec/spec.h"

namespace sf {

struct Request {
    std::string slurm_version;  // as typed: 24.11, 24.11.5, 24-11-5-1
    std::string toolchain;
    std::string flavour = "default";
    std::vector<std::string> with{};  // optional packages of the release besides (--with)
    std::string target = "x86_64_v3";
    std::string compiler_version;                      // as typed: 12, 12.5.0; empty: the toolchain's own compiler
    std::string sources = "auto";                      // upstream | debian | auto
    std::map<std::string, std::string> local_sources;  // NAME -> path of a tarball (--source)
};

// Which source variant `auto` takes where a package has several; decided once per home (source/choice.h).
struct SourceChoice {
    std::string preferred = "upstream";
    std::string reason;                              // for --explain and the provenance
    std::map<std::string, std::string> per_package;  // falling back for single packages
};

// A package of the plan, all conditions applied.
struct PlannedPackage {
    Spec spec;
    const Package* package = nullptr;
    bool shipped = false;  // in bundles: the package says so, and a root of the plan needs it to run
    SourceVariant source;  // variant "local" for --source, sha256 of the user's file; "compiler": no source at all
    std::filesystem::path local_source;
    std::vector<Patch> patches;
    std::string prefix;                           // padded, in the sandbox: padded_prefix(spec)
    std::vector<std::string> link_dependencies;   // names; direct
    std::vector<std::string> rpath_dependencies;  // those of them that every file of the package finds by its RUNPATH
    std::vector<std::string> build_dependencies;  // names; direct (types build or link)
    std::vector<std::string> embedded_dependencies;  // those of them that buildcaches carry inside the package
    std::string chosen_by;                           // "release 24.11 pins zlib 1.3.1"
    bool of_release = false;                         // Slurm, or built on it; all others are shared by releases
    long long source_date_epoch = 0;
    bool own_compiler = false;  // built by the plan's compiler, which is not the toolchain's
    std::string target_flags;   // -march=...
};

struct Plan {
    Request request;
    std::string release;                    // 24.11; empty where a compiler is planned
    std::string slurm_version;              // 24.11.5; likewise
    const Release* release_data = nullptr;  // likewise
    const Toolchain* toolchain = nullptr;
    std::string gcc;  // that builds Slurm: "12" is the toolchain's, "12.5.0" one of the catalog
    Context context;  // with package_version and source empty
    SourceChoice source_choice;
    std::vector<PlannedPackage> packages;  // dependencies before dependents
    std::vector<std::string> roots;        // names

    const PlannedPackage& at(const std::string& name) const;
    // Words of `when: {gpu: [...]}` that conditions of the plan's promises ask for and the toolchain does not offer.
    std::vector<std::string> gpu_left_out() const;
    // Stands for the whole plan: the DAG hash of the root that needs all others (Slurm); where several roots are needed
    // by nobody, the base32 SHA-1 of their hashes.
    std::string hash() const;
};

// 24.11, 24.11.5, 24-11-5-1 -> release file and package version of slurm. Throws Error(usage) with near names. With
// `own_source` (--source slurm=PATH) any version of a known release will do: 24.11.9, 24.11.5-site1.
struct ResolvedVersion {
    const Release* release;
    std::string slurm_version;
    std::string chosen_by;
};
ResolvedVersion resolve_slurm_version(const Catalog& catalog, const std::string& typed, bool own_source = false);

// Throws Error(usage) for what the request names and the catalog lacks, Error(catalog) for a stack that does not fit
// together. The plan points into `catalog`, which must outlive it.
Plan concretize(const Request& request, const Catalog& catalog, const SourceChoice& choice);

// The plan of build-compiler: the compiler and its runtime, of no release. `request` has a compiler_version.
Plan concretize_compiler(const Request& request, const Catalog& catalog, const SourceChoice& choice);

// The source variant of what is made from the compiler's files: there is nothing to fetch or unpack.
inline constexpr const char* kSpackNamespace = "builtin";  // of Spack's own package repository
inline constexpr const char* kNoSource = "compiler";
inline bool has_source(const PlannedPackage& planned) {
    return planned.source.variant != kNoSource;
}

// The constant length of every build prefix (architecture.md, "Building").
inline constexpr std::size_t kPrefixLength = 128;
inline constexpr const char* kPrefixRoot = "/opt/slurm-factory";
std::string padded_prefix(const Spec& spec);

// SOURCE_DATE_EPOCH of what is not of a release (2025-01-01): it may not depend on one, or no two releases would share
// a package. Slurm and what is built on it have their release's.
inline constexpr long long kSharedSourceDate = 1735689600;

// Raise it when the engine changes what it makes of the same catalog: it enters every package_hash.
inline constexpr int kRecipeEpoch = 1;

// Context of one package of a plan, for select().
Context context_of(const Plan& plan, const PlannedPackage& planned);

// What a bundle is made of: the plan and its origins, which files of each package are kept, what is promised of them,
// licences, and the catalog's assets. hash() alone does not say, because none of that changes a build.
std::string bundle_identity(const Plan& plan, const Catalog& catalog);

// For `plan --json` and manifest/spec.json: release, slurm_version, flavour, toolchain {name, os, gcc, glibc}, target,
// hash, roots, packages [{name, version, hash, prefix, package_hash, source, patches, chosen_by, dependencies}],
// dependencies first, and "spec" as Spack's spec.json has it. The same for the same packages wherever it is made: no
// path of this machine is in it, of a local source only the file's name.
Json plan_to_json(const Plan& plan);
// manifest/spec.json: plan_to_json without the padded prefixes (they follow from the hashes, and such strings stand
// only where relocation.json says) and without how the request was worded: 24.11 and 24-11-5-1 give the same bytes.
Json plan_lockfile(const Plan& plan);
std::string plan_to_tree(const Plan& plan);  // for people
// For Graphviz, the same text for the same plan: full outlines are shipped, dashed ones build tools, filled ones the
// flavour's roots; solid arrows link, dotted ones run, dashed ones only build.
std::string plan_to_dot(const Plan& plan);
std::string explain(const Plan& plan, const std::string& package);  // who needs it, which rule chose its version

}  // namespace sf
