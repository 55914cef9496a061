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
    std::string slurm_version;                       // as typed: 24.11, 24.11.5, 24-11-5-1
    std::string toolchain;
    std::string flavour = "default";
    std::string target = "x86_64_v3";
    std::string sources = "auto";                    // upstream | debian | auto
    std::map<std::string, std::string> local_sources;    // NAME -> path of a tarball (--source)
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
    SourceVariant source;                            // variant "local" for --source, sha256 of the user's file
    std::filesystem::path local_source;
    std::vector<Patch> patches;
    std::string prefix;                              // padded, in the sandbox: padded_prefix(spec)
    std::vector<std::string> link_dependencies;      // names; direct
    std::vector<std::string> build_dependencies;     // names; direct (types build or link)
    std::string chosen_by;                           // "release 24.11 pins zlib 1.3.1"
};

struct Plan {
    Request request;
    std::string release;                             // 24.11
    std::string slurm_version;                       // 24.11.5
    const Release* release_data = nullptr;
    const Toolchain* toolchain = nullptr;
    Context context;                                 // with package_version and source empty
    SourceChoice source_choice;
    std::vector<PlannedPackage> packages;            // dependencies before dependents
    std::vector<std::string> roots;                  // names

    const PlannedPackage& at(const std::string& name) const;
    // The root's DAG hash stands for the whole plan.
    std::string hash() const;
};

// 24.11, 24.11.5, 24-11-5-1 -> release file and package version of slurm. Throws Error(usage) with near names.
struct ResolvedVersion {
    const Release* release;
    std::string slurm_version;
};
ResolvedVersion resolve_slurm_version(const Catalog& catalog, const std::string& typed);

Plan concretize(const Request& request, const Catalog& catalog, const SourceChoice& choice);

// The constant length of every build prefix (architecture.md, "Building").
inline constexpr std::size_t kPrefixLength = 128;
inline constexpr const char* kPrefixRoot = "/opt/slurm-factory";
std::string padded_prefix(const Spec& spec);

// Raise it when the engine changes what it makes of the same catalog: it enters every package_hash.
inline constexpr int kRecipeEpoch = 1;

// Context of one package of a plan, for select().
Context context_of(const Plan& plan, const PlannedPackage& planned);

Json plan_to_json(const Plan& plan);                 // for `plan --json` and manifest/spec.json
std::string plan_to_tree(const Plan& plan);          // for people
std::string explain(const Plan& plan, const std::string& package);    // who needs it, which rule chose its version

}  // namespace sf
