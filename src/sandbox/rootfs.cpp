#include "sandbox/rootfs.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/sandbox.h"

namespace sf {

namespace {

// Raise it when roots are made in another way from the same list.
constexpr int kLayout = 1;

const std::vector<std::string>& packages_of(const Toolchain& toolchain, RootKind kind) {
    return kind == RootKind::build ? toolchain.build_packages : toolchain.prove_packages;
}

std::string label(const Toolchain& toolchain, RootKind kind) {
    return toolchain.name + (kind == RootKind::build ? "-build" : "-prove");
}

std::string root_name(const Toolchain& toolchain, RootKind kind) {
    const std::string key = fmt::format("{}\n{}\n{}\n{}", kLayout, toolchain.suite, join(toolchain.components, ","),
                                        join(packages_of(toolchain, kind), ","));
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

// What a build or a proof never reads is not unpacked, and a root that can be made again needs no fsync.
std::vector<std::string> bootstrap_options() {
    std::vector<std::string> options = {"--variant=minbase", "--dpkgopt=force-unsafe-io",
                                        "--aptopt=Acquire::Languages \"none\"",
                                        "--aptopt=APT::Install-Recommends \"false\""};
    for (const char* path : {"doc", "man", "locale", "info", "lintian", "bug"}) {
        options.push_back(fmt::format("--dpkgopt=path-exclude=/usr/share/{}/*", path));
    }
    return options;
}

std::vector<std::string> bootstrap_argv(const Toolchain& toolchain, RootKind kind, const std::string& mirror,
                                        const fs::path& target, bool as_root) {
    std::vector<std::string> argv = {"mmdebstrap", as_root ? "--mode=root" : "--mode=unshare"};
    for (const auto& option : bootstrap_options()) argv.push_back(option);
    if (!toolchain.components.empty()) argv.push_back("--components=" + join(toolchain.components, ","));
    const auto& packages = packages_of(toolchain, kind);
    if (!packages.empty()) argv.push_back("--include=" + join(packages, ","));
    argv.insert(argv.end(), {toolchain.suite, target.string(), mirror});
    return argv;
}

void run_logged(Process& process, std::vector<std::string> argv, const fs::path& log, const std::string& what) {
    Command command;
    command.argv = std::move(argv);
    command.output_file = log;
    const Finished finished = process.run(command);
    if (finished.ok()) return;
    throw_if_interrupted();
    std::string message = what + " failed:";
    for (const auto& line : last_lines(read_file_if_exists(log).value_or(""), 12)) message += "\n  " + line;
    throw Error(ErrorKind::host, message,
                "The whole log is " + log.string() + ". Is the mirror reachable, and the disk not full?");
}

// A plain user cannot keep the owners of a root's files, and could not remove what another user owns: the archive is
// made in a user namespace, and unpacked as himself.
void bootstrap(Process& process, const Toolchain& toolchain, RootKind kind, const std::string& mirror,
               const fs::path& into, const fs::path& log) {
    const std::string what = fmt::format("making the {} root with mmdebstrap", label(toolchain, kind));
    if (::geteuid() == 0) {
        run_logged(process, bootstrap_argv(toolchain, kind, mirror, into, true), log, what);
        return;
    }
    const fs::path tarball = into.string() + ".tar";
    run_logged(process, bootstrap_argv(toolchain, kind, mirror, tarball, false), log, what);
    make_dirs(into);
    run_logged(process,
               {"tar", "-x", "--no-same-owner", "--exclude=./dev/*", "--delay-directory-restore", "-C", into.string(),
                "-f", tarball.string()},
               log, what);
    fs::remove(tarball);
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

void require_mmdebstrap() {
    if (find_program("mmdebstrap")) return;
    throw Error(ErrorKind::host, "mmdebstrap is not installed: root filesystems are made with it",
                "sudo apt-get install mmdebstrap   (dnf: sudo dnf install mmdebstrap)");
}

}  // namespace

std::map<std::string, std::string> installed_packages(const std::string& dpkg_status) {
    std::map<std::string, std::string> result;
    std::string name, version, status;
    const auto close = [&] {
        if (status == "install ok installed" && !name.empty()) result[name] = version;
        name = version = status = "";
    };
    for (const std::string& line : split(dpkg_status, '\n')) {
        if (line.empty()) close();
        if (line.starts_with("Package: ")) name = trim(line.substr(9));
        if (line.starts_with("Version: ")) version = trim(line.substr(9));
        if (line.starts_with("Status: ")) status = trim(line.substr(8));
    }
    close();
    return result;
}

bool has_rootfs(const Home& home, const Toolchain& toolchain, RootKind kind) {
    const fs::path root = home.rootfs() / root_name(toolchain, kind);
    return fs::is_directory(root) && fs::is_regular_file(record_of(root));
}

RootFs ensure_rootfs(const Home& home, Process& process, const Toolchain& toolchain, RootKind kind,
                     const std::string& mirror, Progress& progress) {
    const fs::path root = home.rootfs() / root_name(toolchain, kind);
    const std::string item = label(toolchain, kind) + " root";
    make_dirs(home.rootfs());
    make_dirs(home.logs());
    make_dirs(home.locks());
    const FileLock lock(home.locks() / ("rootfs-" + root.filename().string()),
                        [&] { progress.message("waiting for another slurm-factory that makes the " + item); });
    if (has_rootfs(home, toolchain, kind)) return load(root);
    require_mmdebstrap();
    // The record is written last, so a root without one is a leftover too.
    const fs::path staging = home.rootfs() / (".tmp-" + root.filename().string());
    for (const fs::path& leftover : {staging, fs::path(staging.string() + ".tar"), root}) remove_tree(leftover);
    const fs::path log = home.logs() / ("rootfs-" + root.filename().string() + ".log");
    fs::remove(log);
    progress.started(item, "bootstrap", 35);
    bootstrap(process, toolchain, kind, mirror, staging, log);
    make_mount_points(staging);
    const auto packages = installed_packages(read_file(staging / "var/lib/dpkg/status"));
    const Json record = {{"digest", digest_of(packages)}, {"mirror", mirror}, {"packages", Json(packages)}};
    rename_durable(staging, root);
    write_file_atomic(record_of(root), pretty_json(record));
    progress.finished(item, fmt::format("{} packages", packages.size()));
    return load(root);
}

}  // namespace sf
