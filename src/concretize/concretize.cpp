#include "concretize/concretize.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "catalog/closure.h"
#include "concretize/compiler.h"
#include "concretize/package_hash.h"
#include "concretize/target.h"

namespace sf {
namespace {

constexpr const char* kLocalVariant = "local";

// The wanted variant, else one whose origins include a pool where Debian is wanted, else one with a checksum.
const SourceVariant& choose_variant(const PackageVersion& version, const std::string& wanted) {
    const auto find = [&](auto&& matches) -> const SourceVariant* {
        const auto found = std::find_if(version.sources.begin(), version.sources.end(), matches);
        return found == version.sources.end() ? nullptr : &*found;
    };
    if (const auto* named = find([&](const SourceVariant& s) { return s.variant == wanted; })) return *named;
    const auto in_pool = [&](const SourceVariant& s) { return wanted == "debian" && !s.pool.empty(); };
    if (const auto* pooled = find(in_pool)) return *pooled;
    if (const auto* verified = find([](const SourceVariant& s) { return !s.unverified; })) return *verified;
    return version.sources.front();
}

SourceVariant local_variant(const std::string& name, const fs::path& path) {
    std::error_code failure;
    if (!fs::is_regular_file(path, failure)) {
        throw Error(ErrorKind::usage, fmt::format("--source {}={}: there is no such file", name, path.string()));
    }
    SourceVariant source;
    source.variant = kLocalVariant;
    source.sha256 = sha256_file(path);
    source.sha256_from = "computed from the given file";
    return source;
}

// One run of concretize(): what it was given, and the plan that grows.
class Concretizer {
  public:
    Concretizer(const Request& request, const Catalog& catalog, const SourceChoice& choice) : catalog_(catalog) {
        plan_.request = request;
        plan_.source_choice = choice;
        plan_.toolchain = &catalog.toolchain(request.toolchain);
        plan_.gcc = plan_.toolchain->gcc;
        target_ = resolve_target(*plan_.toolchain, request.target);
        plan_.context.flavour = request.flavour;
        plan_.context.toolchain = plan_.toolchain->name;
        plan_.context.family = plan_.toolchain->family;
        plan_.context.arch = arch_of_target(target_);
        plan_.context.gpu = gpu_support(*plan_.toolchain, request.flavour);
        if (!request.compiler_version.empty()) take_compiler(request.compiler_version);
    }

    void take_release() {
        const Request& request = plan_.request;
        resolved_ = resolve_slurm_version(catalog_, request.slurm_version, request.local_sources.contains("slurm"));
        plan_.release = plan_.context.release = resolved_.release->release;
        plan_.slurm_version = resolved_.slurm_version;
        plan_.release_data = resolved_.release;
        plan_.roots = roots_of_flavour();
        add_optional_roots();
    }

    void take_roots(std::vector<std::string> roots) { plan_.roots = std::move(roots); }

    Plan run() {
        const auto selected =
            closure(plan_.roots, [this](const std::string& name, const std::string& by) { return choose(name, by); });
        for (const Selected& entry : selected) add(entry);
        for (const std::string& root : plan_.roots) ship(root);
        check_local_sources();
        return std::move(plan_);
    }

  private:
    // The compiler and what it needs are built by the toolchain's own; everything else by it.
    void take_compiler(const std::string& typed) {
        const auto resolved = resolve_compiler(catalog_, typed, plan_.source_choice,
                                               plan_.request.local_sources.contains(kCompilerPackage));
        plan_.gcc = resolved.version;
        compiler_chosen_by_ = resolved.chosen_by;
        for (const Selected& entry : closure({kCompilerPackage}, [this](const std::string&name, const std::string&by) {
                 return choose_below_compiler(name, by);
             })) {
            below_compiler_.insert(entry.package->name);
        }
        plan_.context.compiler = "own";
    }

    bool is_built_by_own(const std::string& name) const {
        return plan_.context.compiler == "own" && !below_compiler_.contains(name);
    }

    std::vector<std::string> roots_of_flavour() const {
        const auto& flavours = plan_.release_data->flavours;
        const auto found = flavours.find(plan_.request.flavour);
        if (found != flavours.end()) return found->second;
        std::vector<std::string> known;
        for (const auto& entry : flavours) known.push_back(entry.first);
        throw Error(ErrorKind::usage,
                    fmt::format("release {} cannot be built in the flavour '{}' yet; it has: {}", plan_.release,
                                plan_.request.flavour, join(known, ", ")),
                    flavours.contains("minimal") ? "add --minimal to build the minimal flavour" : "");
    }

    // In one order and each once, so that what was asked for is one plan however it was worded.
    void add_optional_roots() {
        const auto& optional = plan_.release_data->optional;
        const std::set<std::string> wanted(plan_.request.with.begin(), plan_.request.with.end());
        for (const std::string& name : wanted) {
            if (std::find(optional.begin(), optional.end(), name) == optional.end()) {
                throw Error(ErrorKind::usage,
                            fmt::format("release {} has no optional package '{}'{}", plan_.release, name,
                                        suggestion(name, optional)),
                            optional.empty() ? "" : fmt::format("it has: {}", join(optional, ", ")));
            }
        }
        plan_.request.with.assign(wanted.begin(), wanted.end());
        plan_.roots.insert(plan_.roots.end(), wanted.begin(), wanted.end());
    }

    // The version that the package which needs it asks for; empty if it does not.
    std::string version_asked_for(const std::string& name, const std::string& needed_by) const {
        if (needed_by.empty()) return {};
        const auto& dependencies = catalog_.package(needed_by).dependencies;
        const auto found = std::find_if(dependencies.begin(), dependencies.end(),
                                        [&](const Dependency& dependency) { return dependency.name == name; });
        return found == dependencies.end() ? std::string() : found->version;
    }

    std::string version_of(const std::string& name, const std::string& needed_by) {
        if (name == "slurm") return plan_.slurm_version;
        if (name == kCompilerPackage || catalog_.package(name).from_compiler) return plan_.gcc;
        if (plan_.release_data != nullptr) {
            const auto pin = plan_.release_data->packages.find(name);
            if (pin != plan_.release_data->packages.end()) return pin->second;
        }
        if (const auto asked = version_asked_for(name, needed_by); !asked.empty()) {
            asked_by_[name] = needed_by;
            return asked;
        }
        throw Error(ErrorKind::catalog,
                    fmt::format("release {} pins no version of '{}', which {} needs", plan_.release, name,
                                needed_by.empty() ? "flavour " + plan_.request.flavour : needed_by));
    }

    SourceVariant source_of(const Package& package, const std::string& version) const {
        const auto local = plan_.request.local_sources.find(package.name);
        if (local != plan_.request.local_sources.end()) return local_variant(package.name, local->second);
        if (package.from_compiler) {
            SourceVariant none;
            none.variant = kNoSource;
            return none;
        }
        const PackageVersion* listed = package.find_version(version);
        if (listed == nullptr) {
            throw Error(ErrorKind::catalog, fmt::format("{} {} is wanted, which {} does not list", package.name,
                                                        version, package.file.string()));
        }
        const auto own = plan_.source_choice.per_package.find(package.name);
        const auto& preferred = plan_.source_choice.preferred;
        return choose_variant(*listed, own == plan_.source_choice.per_package.end() ? preferred : own->second);
    }

    // What a release's packages need beyond what their files say: the compiler, and its libraries when they run.
    Selected choose(const std::string& name, const std::string& needed_by) {
        Selected selected = choose_below_compiler(name, needed_by);
        if (!is_built_by_own(name)) return selected;
        selected.context.compiler = plan_.context.compiler;
        selected.dependencies.push_back({kCompilerPackage, {"build"}});
        if (name != kRuntimePackage) selected.dependencies.push_back({kRuntimePackage, {"link"}});
        return selected;
    }

    Selected choose_below_compiler(const std::string& name, const std::string& needed_by) {
        const auto found = catalog_.packages().find(name);
        if (found == catalog_.packages().end()) {
            throw Error(ErrorKind::catalog, fmt::format("the catalog has no package '{}', which {} needs", name,
                                                        needed_by.empty() ? "release " + plan_.release : needed_by));
        }
        Selected selected{&found->second, plan_.context, {}};
        selected.context.compiler = "toolchain";
        selected.context.package_version = version_of(name, needed_by);
        const SourceVariant& source = sources_[name] = source_of(found->second, selected.context.package_version);
        selected.context.source = source.variant;
        return selected;
    }

    void add(const Selected& selected) {
        PlannedPackage planned;
        planned.package = selected.package;
        planned.source = sources_.at(selected.package->name);
        planned.chosen_by = reason_of(selected);
        const auto local = plan_.request.local_sources.find(selected.package->name);
        if (local != plan_.request.local_sources.end()) planned.local_source = local->second;
        for (const Patch& patch : selected.package->patches) {
            if (holds(patch.when, selected.context)) planned.patches.push_back(patch);
        }
        fill_spec(planned, selected);
        for (const Dependency& dependency : selected.dependencies) add_dependency(planned, dependency);
        link_what_embedded_ones_need(planned);
        planned.of_release = is_of_release(planned);
        planned.own_compiler = is_built_by_own(selected.package->name);
        planned.target_flags = flags_of(selected);
        planned.source_date_epoch = planned.of_release ? plan_.release_data->source_date_epoch : kSharedSourceDate;
        planned.spec.package_hash = package_hash(plan_, planned);
        planned.spec.hash = dag_hash(planned.spec);
        planned.prefix = padded_prefix(planned.spec);
        plan_.packages.push_back(std::move(planned));
    }

    std::string reason_of(const Selected& selected) const {
        const std::string& name = selected.package->name;
        std::string reason = rule_of(selected);
        if (selected.context.source == kLocalVariant)
            reason += fmt::format("; its source was given by --source {}=", name);
        return reason;
    }

    std::string rule_of(const Selected& selected) const {
        const std::string& name = selected.package->name;
        if (name == "slurm") return resolved_.chosen_by;
        if (name == kCompilerPackage) return compiler_chosen_by_;
        if (selected.package->from_compiler)
            return fmt::format("the compiler is gcc {}", selected.context.package_version);
        const auto asked_by = asked_by_.find(name);
        if (asked_by != asked_by_.end())
            return fmt::format("{} asks for {} {}", asked_by->second, name, selected.context.package_version);
        return fmt::format("release {} pins {} {}", plan_.release, name, selected.context.package_version);
    }

    std::string flags_of(const Selected& selected) const {
        const auto& targets = plan_.toolchain->targets;
        if (!is_built_by_own(selected.package->name)) return targets.at(target_);
        Context compiler = selected.context;
        compiler.package_version = plan_.gcc;
        return target_flags(*plan_.toolchain, target_, catalog_.package(kCompilerPackage), compiler);
    }

    void fill_spec(PlannedPackage& planned, const Selected& selected) const {
        Spec& spec = planned.spec;
        const Package& package = *selected.package;
        spec.name = package.name;
        spec.version = selected.context.package_version;
        spec.arch.platform_os = plan_.toolchain->spack_os;
        spec.arch.target = target_;
        spec.spack_namespace = package.spack_namespace;
        // Neither build_system nor patches: Spack looks both up in its own recipe of the package and fails at what that
        // does not know. Ours are in package_hash.
        for (const char* flags : {"cflags", "cppflags", "cxxflags", "fflags", "ldflags", "ldlibs"}) {
            spec.parameters[flags] = Json::array();
        }
    }

    void add_dependency(PlannedPackage& planned, const Dependency& dependency) const {
        std::vector<std::string> virtuals;
        if (dependency.name == kCompilerPackage) virtuals = {"c", "cxx"};
        const auto types = dependency.embedded ? std::vector<std::string>{"build"} : dependency.types;
        const PlannedPackage& needed = plan_.at(dependency.name);
        const bool hidden =
            types == std::vector<std::string>{"build"} && needed.spec.spack_namespace != kSpackNamespace;
        planned.spec.dependencies.push_back({dependency.name, needed.spec.hash, types, virtuals, hidden});
        const auto has = [&](const char* type) {
            return std::find(dependency.types.begin(), dependency.types.end(), type) != dependency.types.end();
        };
        if (has("link")) planned.link_dependencies.push_back(dependency.name);
        if (has("link") && dependency.rpath) planned.rpath_dependencies.push_back(dependency.name);
        if (has("link") || has("build")) planned.build_dependencies.push_back(dependency.name);
        if (dependency.embedded) planned.embedded_dependencies.push_back(dependency.name);
    }

    void link_what_embedded_ones_need(PlannedPackage& planned) const {
        auto& edges = planned.spec.dependencies;
        for (const std::string& name : planned.embedded_dependencies) {
            for (const Edge& needed : plan_.at(name).spec.dependencies) {
                if (!is_needed_at_run_time(needed)) continue;
                const auto known = std::find_if(edges.begin(), edges.end(),
                                                [&](const Edge& edge) { return edge.name == needed.name; });
                if (known == edges.end())
                    edges.push_back({needed.name, needed.hash, {"link"}, {}});
                else if (!is_needed_at_run_time(*known))
                    known->types.push_back("link");
            }
        }
        std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.name < b.name; });
    }

    bool is_of_release(const PlannedPackage& planned) const {
        const auto& edges = planned.spec.dependencies;
        return planned.spec.name == "slurm" || std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) {
                   return plan_.at(edge.name).of_release;
               });
    }

    // Marks what is in bundles, from a root down: what is only needed to build is not.
    void ship(const std::string& name) {
        PlannedPackage& planned = *std::find_if(plan_.packages.begin(), plan_.packages.end(),
                                                [&](const PlannedPackage& one) { return one.spec.name == name; });
        if (planned.shipped || !planned.package->shipped) return;
        planned.shipped = true;
        for (const Edge& edge : planned.spec.dependencies) {
            if (is_needed_at_run_time(edge)) ship(edge.name);
        }
        for (const std::string& embedded : planned.embedded_dependencies) ship(embedded);
    }

    void check_local_sources() const {
        std::vector<std::string> names;
        for (const PlannedPackage& planned : plan_.packages) names.push_back(planned.spec.name);
        std::sort(names.begin(), names.end());
        for (const auto& [name, path] : plan_.request.local_sources) {
            if (std::binary_search(names.begin(), names.end(), name)) continue;
            throw Error(ErrorKind::usage,
                        fmt::format("--source {}=...: {} has no package '{}'{}", name,
                                    plan_.release_data == nullptr
                                        ? "gcc " + plan_.gcc
                                        : fmt::format("Slurm {} ({})", plan_.slurm_version, plan_.request.flavour),
                                    name, suggestion(name, names)));
        }
    }

    const Catalog& catalog_;
    ResolvedVersion resolved_;
    std::string target_;
    std::string compiler_chosen_by_;
    std::set<std::string> below_compiler_;  // the compiler and what it is built from
    std::map<std::string, SourceVariant> sources_;
    std::map<std::string, std::string> asked_by_;  // packages that no release pins: whose file says the version
    Plan plan_;
};

}  // namespace

Plan concretize(const Request& request, const Catalog& catalog, const SourceChoice& choice) {
    Concretizer concretizer(request, catalog, choice);
    concretizer.take_release();
    return concretizer.run();
}

Plan concretize_compiler(const Request& request, const Catalog& catalog, const SourceChoice& choice) {
    Concretizer concretizer(request, catalog, choice);
    concretizer.take_roots({kCompilerPackage, kRuntimePackage});
    return concretizer.run();
}

}  // namespace sf
