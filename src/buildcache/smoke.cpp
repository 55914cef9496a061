#include "buildcache/smoke.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "build/recipe.h"
#include "concretize/target.h"
#include "sandbox/sandbox.h"
#include "spec/version.h"

namespace sf {
namespace {

constexpr double kTimeout = 300;  // seconds for all checks of one package
constexpr std::size_t kShownLines = 20;

using Prefixes = std::map<std::string, fs::path>;  // by hash

const Toolchain& toolchain_of(const Catalog& catalog, const std::string& os) {
    for (const auto& [name, toolchain] : catalog.toolchains())
        if (toolchain.spack_os == os) return toolchain;
    throw Error(ErrorKind::usage, "no toolchain of the catalog is of the OS " + os, "name a catalog that has one");
}

// The names of its dependencies that are in the plan.
std::vector<std::string> present(const Plan& plan, const Spec& spec) {
    std::vector<std::string> names;
    for (const auto& edge : spec.dependencies) {
        const bool is_here = std::any_of(plan.packages.begin(), plan.packages.end(),
                                         [&](const auto& planned) { return planned.spec.hash == edge.hash; });
        if (is_here) names.push_back(edge.name);
    }
    return names;
}

// A plan of what is installed: the package, which comes last, and what it needs to run.
Plan plan_of(const InstalledPackage& package, const Prefixes& prefixes, const Catalog& catalog) {
    const fs::path file = package.prefix / ".spack/spec.json";
    const SpecNodes nodes = checked_nodes(read_json(file), file.string());
    const Json& arch = nodes.at(package.hash).at("arch");
    Plan plan;
    plan.toolchain = &toolchain_of(catalog, arch.at("platform_os"));
    plan.gcc = plan.toolchain->gcc;
    const std::string target = arch.at("target");
    plan.context.toolchain = plan.toolchain->name;
    plan.context.family = plan.toolchain->family;
    plan.context.arch = arch_of_target(target);
    plan.context.flavour = "minimal";
    for (const auto& hash : run_closure(nodes, package.hash)) {
        const auto prefix = prefixes.find(hash);
        const auto known = catalog.packages().find(nodes.at(hash).at("name"));
        if (prefix == prefixes.end() || known == catalog.packages().end()) continue;
        PlannedPackage planned;
        planned.spec = from_node(nodes.at(hash));
        planned.package = &known->second;
        planned.prefix = prefix->second.string();
        if (const auto flags = plan.toolchain->targets.find(target); flags != plan.toolchain->targets.end())
            planned.target_flags = flags->second;
        planned.link_dependencies = planned.rpath_dependencies = present(plan, planned.spec);
        if (planned.spec.name == "slurm")
            plan.release = plan.context.release = Version(planned.spec.version).up_to(2).text();
        plan.packages.push_back(std::move(planned));
    }
    return plan;
}

// In a package's prefix; a folder that it has for itself is one of bundles alone.
std::string path_of(const Provided& provided, const PlannedPackage& planned) {
    const std::string& at = planned.package->at;
    if (provided.kind == CapabilityKind::plugin)
        return fmt::format("{}/lib/slurm/{}.so", planned.prefix, provided.name);
    const bool own = !at.empty() && is_below(provided.name, at);
    return planned.prefix + "/" + (own ? provided.name.substr(at.size() + 1) : provided.name);
}

// What users run is run; daemons want rights that a sandbox does not have, as slurmd -C does.
std::string check_of(const Provided& provided, const PlannedPackage& planned) {
    const std::string path = shell_quote({path_of(provided, planned)});
    const bool is_run = provided.kind == CapabilityKind::program && is_below(provided.name, "bin");
    if (is_run && !provided.run.empty()) return fmt::format("{} {}\n", path, provided.run);
    return fmt::format("ldd {} >libraries\nif grep 'not found' libraries; then exit 1; fi\n", path);
}

struct Checks {
    std::size_t count = 0;
    Recipe recipe;
    std::string script;
};

Checks checks_of(const Plan& plan, const PlannedPackage& planned) {
    Checks checks;
    checks.recipe = make_smoke_recipe(plan, planned);
    const auto context = context_of(plan, planned);
    for (const auto& provided : planned.package->provides) {
        if (!holds(provided.when, context) || !provided.driver_libraries.empty()) continue;
        checks.script += check_of(provided, planned);
        ++checks.count;
    }
    for (const auto& phase : checks.recipe.phases) checks.script += phase.script;
    checks.count += select(planned.package->smoke, context).size();
    return checks;
}

// The deepest folder of the root on the way to a prefix, where folders for mounting can be made if it is in memory.
std::string place_for(const fs::path& prefix, const fs::path& root) {
    fs::path folder = prefix.parent_path();
    while (folder != folder.root_path() && !fs::is_directory(root / folder.relative_path()))
        folder = folder.parent_path();
    if (folder == folder.root_path())
        throw Error(ErrorKind::host,
                    fmt::format("{} cannot be shown to a sandbox: its root has no {}", prefix.string(),
                                (folder / *std::next(prefix.begin())).string()),
                    "install below /opt, /srv, /home or /var/tmp to run the checks");
    return folder.string();
}

class Runner {
  public:
    Runner(const Prefixes& prefixes, const SmokeSite& site) : prefixes_(prefixes), site_(site) {}

    SmokeResult run(const InstalledPackage& package) {
        SmokeResult result{package.name, package.version, package.hash, 0, false, 0, {}};
        const bool of_spack = package.offered.prefix.empty();  // built by another recipe of that name
        if (of_spack || !site_.catalog.packages().contains(package.name)) return result;
        const Plan plan = plan_of(package, prefixes_, site_.catalog);
        const Checks checks = checks_of(plan, plan.packages.back());
        result.checks = checks.count;
        if (checks.count == 0) return result;
        const Finished finished = run_in_sandbox(plan, checks);
        result.passed = finished.ok();
        result.seconds = finished.wall_s;
        result.output = join(last_lines(finished.out + finished.err, kShownLines), "\n");
        return result;
    }

  private:
    Finished run_in_sandbox(const Plan& plan, const Checks& checks) {
        const TempDir tree(site_.scratch, "smoke-");
        make_dirs(tree.path() / "home");
        make_dirs(tree.path() / "tools");
        write_file_atomic(tree.path() / "tools/ld", checks.recipe.linker, 0755);
        SandboxSpec spec;
        spec.root = root_of(*plan.toolchain);
        for (const auto& planned : plan.packages) {
            const std::string place = place_for(planned.prefix, spec.root);
            if (place != "/tmp" && std::find(spec.tmpfs.begin(), spec.tmpfs.end(), place) == spec.tmpfs.end())
                spec.tmpfs.push_back(place);
            spec.read_only.emplace_back(planned.prefix, planned.prefix);
        }
        spec.writable = {{tree.path(), kSandboxBuildRoot}};
        spec.env = checks.recipe.env;
        spec.cwd = "/tmp";
        Command command = sandboxed(spec, {"bash", "-euxo", "pipefail", "-c", checks.script});
        command.timeout_s = kTimeout;
        return site_.process.run(command);
    }

    const fs::path& root_of(const Toolchain& toolchain) {
        auto& root = roots_[toolchain.name];
        if (root.empty()) root = site_.root(toolchain);
        return root;
    }

    const Prefixes& prefixes_;
    const SmokeSite& site_;
    std::map<std::string, fs::path> roots_;  // by toolchain
};

}  // namespace

std::vector<SmokeResult> run_smoke_checks(const std::vector<InstalledPackage>& packages, const SmokeSite& site) {
    Prefixes prefixes;
    for (const auto& package : packages) prefixes[package.hash] = package.prefix;
    Runner runner(prefixes, site);
    std::vector<SmokeResult> results;
    site.progress.plan(packages.size(), 0);
    for (const auto& package : packages) {
        const std::string item = package.name + " " + package.version;
        site.progress.started(item, "check", 0);
        results.push_back(runner.run(package));
        const auto& result = results.back();
        site.progress.finished(item, result.checks == 0 ? "no checks" : result.passed ? "passed" : "failed");
    }
    site.progress.done();
    return results;
}

}  // namespace sf
