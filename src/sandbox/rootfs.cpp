#include "sandbox/rootfs.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/bootstrap.h"
#include "sandbox/oci_image.h"
#include "sandbox/package_manager.h"
#include "sandbox/sandbox.h"

namespace sf {

namespace {

// Raise it when roots are made in another way from the same list.
constexpr int kLayout = 1;

std::vector<std::string> packages_of(const Toolchain& toolchain, RootKind kind) {
    if (kind == RootKind::prove) return toolchain.prove_packages;
    if (kind == RootKind::image) return toolchain.image_packages;
    auto packages = toolchain.build_packages;
    if (kind == RootKind::gpu)
        packages.insert(packages.end(), toolchain.gpu_packages.begin(), toolchain.gpu_packages.end());
    return packages;
}

std::string label(const Toolchain& toolchain, RootKind kind) {
    static const std::map<RootKind, std::string> words = {
        {RootKind::build, "build"}, {RootKind::gpu, "gpu"}, {RootKind::prove, "prove"}, {RootKind::image, "image"}};
    return fmt::format("{}-{}", toolchain.name, words.at(kind));
}

std::string root_name(const Toolchain& toolchain, RootKind kind) {
    const std::string key =
        fmt::format("{}\n{} {}\n{}\n{}\n{}", kLayout, toolchain.archive, toolchain.suite,
                    join(toolchain.components, ","), toolchain.image, join(packages_of(toolchain, kind), ","));
    return label(toolchain, kind) + "-" + sha256_hex(key).substr(0, 12);
}

fs::path record_of(const fs::path& root) {
    return root.string() + ".json";
}

RootFs load(const fs::path& root) {
    const Json record = read_json(record_of(root));
    RootFs result;
    result.path = root;
    result.digest = record.at("digest");
    result.packages = record.at("packages").get<std::map<std::string, std::string>>();
    return result;
}

void make_mount_points(const fs::path& root) {
    for (const char* inside : {kSandboxPrefixRoot, kSandboxBuildRoot})
        make_dirs(root / fs::path(inside).relative_path());
}

std::string digest_of(const std::map<std::string, std::string>& packages) {
    std::string list;
    for (const auto& [name, version] : packages) list += name + "\t" + version + "\n";
    return sha256_hex(list);
}

// Makes task.root() and returns where it came from, for the record.
std::string make_root(Process& process, const RootTask& task, const RootOrigin& origin) {
    if (const auto* mirror = std::get_if<MirrorOrigin>(&origin)) {
        bootstrap_root(process, task, mirror->url);
        return mirror->url;
    }
    const std::string image = unpack_image(process, task, std::get<ImageOrigin>(origin).reference);
    install_packages(process, task);
    return image;
}

// The record is written last, so a root without one is a leftover of a killed run.
void make_and_record(Process& process, const RootTask& task, const fs::path& root, const RootOrigin& origin) {
    for (const fs::path& leftover : {task.staging, root}) remove_tree(leftover);
    make_dirs(task.staging);
    fs::remove(task.log);
    const std::string from = make_root(process, task, origin);
    make_mount_points(task.root());
    const auto packages = installed_packages(process, task.root(), task.toolchain.family);
    const Json record = {{"digest", digest_of(packages)}, {"from", from}, {"packages", Json(packages)}};
    rename_durable(task.root(), root);
    write_file_atomic(record_of(root), pretty_json(record));
    remove_tree(task.staging);
}

}  // namespace

bool has_rootfs(const Home& home, const Toolchain& toolchain, RootKind kind) {
    const fs::path root = home.rootfs() / root_name(toolchain, kind);
    return fs::is_directory(root) && fs::is_regular_file(record_of(root));
}

RootFs ensure_rootfs(const Home& home, Process& process, const Toolchain& toolchain, RootKind kind,
                     const std::function<RootOrigin()>& origin, Progress& progress) {
    const fs::path root = home.rootfs() / root_name(toolchain, kind);
    const std::string item = label(toolchain, kind) + " root";
    make_dirs(home.rootfs());
    make_dirs(home.logs());
    make_dirs(home.locks());
    const FileLock lock(home.locks() / ("rootfs-" + root.filename().string()),
                        [&] { progress.message("waiting for another slurm-factory that makes the " + item); });
    if (has_rootfs(home, toolchain, kind)) return load(root);
    const RootTask task{toolchain, packages_of(toolchain, kind), label(toolchain, kind),
                        home.rootfs() / (".tmp-" + root.filename().string()),
                        home.logs() / ("rootfs-" + root.filename().string() + ".log")};
    const RootOrigin from = origin();
    progress.started(item, std::holds_alternative<MirrorOrigin>(from) ? "bootstrap" : "image", 35);
    make_and_record(process, task, root, from);
    const RootFs made = load(root);
    progress.finished(item, fmt::format("{} packages", made.packages.size()));
    return made;
}

}  // namespace sf
