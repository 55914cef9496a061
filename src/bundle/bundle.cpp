#include "bundle/bundle.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"
#include "base/text.h"
#include "bundle/contract.h"
#include "bundle/hierarchy.h"
#include "bundle/manifest.h"
#include "bundle/modulefile.h"
#include "bundle/pack.h"
#include "bundle/provenance.h"
#include "bundle/sbom.h"
#include "bundle/stamp.h"
#include "bundle/view.h"
#include "relocate/relocate.h"

namespace sf {
namespace {

constexpr const char* kItem = "bundle";  // in the progress display
constexpr const char* kAssets = "slurm_assets/";

void write_json(const fs::path& path, const Json& value) {
    write_file_atomic(path, pretty_json(value));
}

void write_modulefiles(const Plan& plan, const Catalog& catalog, const fs::path& root, bool hierarchy) {
    auto modulefiles = hierarchy ? module_hierarchy(plan) : std::vector<Modulefile>();
    modulefiles.push_back(slurm_modulefile(plan));
    for (const auto& modulefile : modulefiles) {
        const auto path = root / modulefile.path;
        make_dirs(path.parent_path());
        write_file_atomic(path, render(modulefile, plan, catalog));
    }
}

// slurm_install.sh is a program, the others are not: what pack() looks at.
mode_t mode_of_asset(const fs::path& file) {
    return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none ? 0755 : 0644;
}

void copy_assets(const Catalog& catalog, const fs::path& root) {
    for (const auto& [relative, file] : catalog.assets()) {
        if (relative.rfind(kAssets, 0) != 0) continue;
        const auto path = root / "data" / relative;
        make_dirs(path.parent_path());
        write_file_atomic(path, read_file(file), mode_of_asset(file));
    }
}

// Paths that a build or this program could have left in a file: the sandbox's, this program's state, the user's home. A
// home of one component (/root) is left out: manual pages speak of it.
std::vector<std::string> forbidden_paths(const Home& home) {
    std::vector<std::string> paths{"/build/", home.root.string() + "/"};
    if (const auto real = fs::weakly_canonical(home.root).string() + "/"; real != paths.back()) paths.push_back(real);
    const char* user = std::getenv("HOME");
    if (user != nullptr && fs::path(user).has_relative_path() && fs::path(user).parent_path() != "/")
        paths.push_back(std::string(user) + "/");
    return paths;
}

void refuse_build_paths(const fs::path& root, const Home& home) {
    const auto found = find_forbidden_strings(root, forbidden_paths(home));
    if (found.empty()) return;
    std::vector<std::string> lines;
    for (const auto& hit : found) lines.push_back(fmt::format("{} (at {}): {}", hit.file, hit.offset, hit.needle));
    if (lines.size() > 10) lines.erase(lines.begin() + 10, lines.end());
    throw Error(ErrorKind::build,
                fmt::format("{} paths of the build are left in the bundle: {}", found.size(), join(lines, ", ")),
                "configure the package so that it does not store the path, or remove it in its `post_install`");
}

// Store name of each package that has a folder of the view for itself -> that folder.
std::map<std::string, std::string> own_folders(const Plan& plan) {
    std::map<std::string, std::string> folders;
    for (const auto& planned : plan.packages)
        if (!planned.package->at.empty()) folders[planned.spec.store_name()] = planned.package->at;
    return folders;
}

void write_manifest(const Plan& plan, const fs::path& root, const std::vector<Capability>& capabilities,
                    const CollectedView& collected, const std::string& glibc_floor) {
    const auto manifest = root / "manifest";
    make_dirs(manifest);
    const auto baked = find_baked_strings(root / "view");
    const auto files = list_files(root, baked, collected.owners);
    write_json(manifest / "capabilities.json", capabilities_to_json(plan, capabilities, glibc_floor));
    write_json(manifest / "relocation.json", relocation_table(baked, own_folders(plan)));
    write_json(manifest / "runpath.json", runpath_to_json(collected.own_folders));
    write_json(manifest / "files.json", files_to_json(files));
    write_json(manifest / "spec.json", plan_lockfile(plan));
    write_json(manifest / "sources.json", sources_to_json(plan));
    write_json(manifest / "sbom.spdx.json", sbom(plan, bundle_name(plan, plan.slurm_version), files));
    write_json(manifest / "requirements.json", requirements_to_json(plan, glibc_floor));
}

// The folder that is packed; returns the glibc that it needs.
std::string fill_root(const Plan& plan, const Home& home, const Store& store, const Catalog& catalog,
                      const fs::path& root, bool hierarchy, Progress& progress) {
    progress.doing(kItem, "collecting the view");
    make_dirs(root / "view");
    const auto collected = collect_view(plan, store, root / "view");
    const auto glibc_floor = survey_elf_files(root / "view");
    const auto capabilities = expected_capabilities(plan);
    require_capabilities(capabilities, root / "view");
    write_modulefiles(plan, catalog, root, hierarchy);
    copy_assets(catalog, root);
    progress.doing(kItem, "writing the manifest");
    write_manifest(plan, root, capabilities, collected, glibc_floor);
    refuse_build_paths(root, home);
    return glibc_floor;
}

void write_checksum(const fs::path& folder, const std::string& name, const std::string& sha256) {
    write_file_atomic(folder / (name + ".sha256"), fmt::format("{}  {}\n", sha256, name));
}

// A second name of the same file; a copy where the file system has no hard links.
void write_alias(const fs::path& folder, const std::string& name, const std::string& alias) {
    if (::link((folder / name).c_str(), (folder / alias).c_str()) == 0) return;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
        throw os_error(errno, "create", folder / alias);
    std::error_code failure;
    fs::copy_file(folder / name, folder / alias, failure);
    if (failure) throw os_error(failure.value(), "create", folder / alias);
}

// What a killed run left behind; the lock of its name is held, so nobody works in it.
void remove_leftovers(const fs::path& folder, const std::string& prefix) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().rfind(prefix, 0) == 0) remove_tree(entry.path());
}

struct Names {
    std::string immutable, alias, module;

    // In the order in which they are published: the alias comes when all that it speaks for is there.
    std::vector<std::string> all() const {
        return {module + ".sha256",          module,    immutable + ".sha256",
                immutable + ".intoto.jsonl", immutable, alias + ".sha256",
                alias + ".intoto.jsonl",     alias};
    }
};

std::string suffix_of(const Plan& plan) {
    std::string suffix = plan.toolchain->name;
    if (plan.context.compiler == "own") suffix += "-gcc" + plan.gcc;
    if (plan.context.flavour != "default") suffix += "-" + plan.context.flavour;
    for (const auto& package : plan.request.with) suffix += "-" + package;
    if (plan.context.arch != "x86_64") suffix += "-" + plan.context.arch;
    return suffix;
}

// slurm-24.11-bookworm[-aarch64]-module: the modulefile is the same for every flavour.
std::string module_name(const Plan& plan) {
    return fmt::format("slurm-{}-{}{}-module", plan.release, plan.toolchain->name,
                       plan.context.arch == "x86_64" ? "" : "-" + plan.context.arch);
}

// Everything that is published, with its final name, in the folder `staged`.
void write_artifacts(const Plan& plan, const RootFs& build_root, const fs::path& root, const fs::path& staged,
                     const Names& names, Compression compression, BuildFacts facts, Clock& clock,
                     BundleResult& result) {
    const auto epoch = plan.release_data->source_date_epoch;
    const auto packed = pack(root, staged / names.immutable, epoch, compression);
    result.sha256 = packed.sha256;
    result.bytes = packed.bytes;

    const TempDir module(staged, "module-");
    copy_tree(root / "modules", module.path() / "modules");
    const auto module_packed = pack(module.path(), staged / names.module, epoch, compression);

    facts.finished = clock.unix_seconds();
    const auto statement = provenance(
        plan, build_root,
        {{names.immutable, packed.sha256}, {names.alias, packed.sha256}, {names.module, module_packed.sha256}}, facts);
    write_file_atomic(staged / (names.immutable + ".intoto.jsonl"), compact_json(statement) + "\n");
    write_checksum(staged, names.immutable, packed.sha256);
    write_checksum(staged, names.alias, packed.sha256);
    write_checksum(staged, names.module, module_packed.sha256);
    write_alias(staged, names.immutable, names.alias);
    write_alias(staged, names.immutable + ".intoto.jsonl", names.alias + ".intoto.jsonl");
}

}  // namespace

std::string bundle_name(const Plan& plan, const std::string& version) {
    return fmt::format("slurm-{}-{}-software", version, suffix_of(plan));
}

BundleResult bundle_paths(const Plan& plan, const BundleOptions& options) {
    const auto path = [&](const std::string& name) {
        return options.output / fmt::format("{}.{}", name, compressor_of(options.compression).extension);
    };
    BundleResult result;
    result.tarball = path(bundle_name(plan, plan.release));
    result.immutable_tarball = path(bundle_name(plan, plan.slurm_version));
    result.module_tarball = path(module_name(plan));
    return result;
}

BundleResult make_bundle(const Plan& plan, const Home& home, const Store& store, const Catalog& catalog,
                         const RootFs& build_root, const BundleOptions& options, Clock& clock, Progress& progress,
                         BuildFacts facts) {
    const auto& output = options.output;
    auto result = bundle_paths(plan, options);
    const Names names{result.immutable_tarball.filename(), result.tarball.filename(), result.module_tarball.filename()};
    for (const auto& folder : {home.tmp(), home.locks(), output}) make_dirs(folder);
    progress.started(kItem, "waiting for another one", 0);
    const FileLock home_lock(home.locks() / ("bundle-" + names.alias));
    const FileLock output_lock(output / fmt::format(".{}.lock", names.alias));
    const auto tree_prefix = fmt::format("bundle-{}-", names.alias), staged_prefix = "." + tree_prefix;
    remove_leftovers(home.tmp(), tree_prefix);
    remove_leftovers(output, staged_prefix);

    const TempDir tree(home.tmp(), tree_prefix);
    result.glibc_floor = fill_root(plan, home, store, catalog, tree.path(), options.hierarchy, progress);

    progress.doing(kItem, "packing");
    const TempDir staged(output, staged_prefix);  // the file system of the final names, so that renaming is enough
    facts.compression = compressor_of(options.compression).name;
    facts.hierarchy = options.hierarchy;
    write_artifacts(plan, build_root, tree.path(), staged.path(), names, options.compression, std::move(facts), clock,
                    result);
    for (const auto& name : names.all()) rename_durable(staged.path() / name, output / name);
    write_stamp(plan, catalog, options, result, names.all());
    progress.finished(kItem, fmt::format("{}, {}", names.alias, format_bytes(result.bytes)));
    return result;
}

}  // namespace sf
