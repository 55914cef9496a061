#include "sandbox/package_manager.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "sandbox/sandbox.h"

namespace sf {

namespace {

// Packages are "$@". A plain user's sandbox lacks apt's own user; files that nobody reads are left out.
constexpr const char* kApt = R"sh(set -eu
apt-get -q -o APT::Sandbox::User=root -o Acquire::Languages=none update
DEBIAN_FRONTEND=noninteractive apt-get -q -y -o APT::Sandbox::User=root -o Dpkg::Options::=--force-unsafe-io @EXCLUDES@ \
    --no-install-recommends install "$@"
apt-get clean
rm -rf /var/lib/apt/lists/*
)sh";

// --allowerasing: images hold curl-minimal and coreutils-single, which the whole packages replace.
constexpr const char* kDnf = R"sh(set -eu
dnf -q -y --setopt=install_weak_deps=False --setopt=tsflags=nodocs --allowerasing install "$@"
dnf -q clean all
)sh";

// A plain user's packages come with files of other users (of his range in /etc/subuid), which he could not remove.
constexpr const char* kThenOwnAll = R"sh("$@"; status=$?; chown -R -h 0:0 "$0"; exit $status)sh";

std::string script_of(const std::string& family) {
    if (family == "dnf") return kDnf;
    std::vector<std::string> excludes;
    for (const auto& folder : unread_folders())
        excludes.push_back(fmt::format("-o Dpkg::Options::=--path-exclude=/usr/share/{}/\\*", folder));
    std::string script = kApt;
    const std::string placeholder = "@EXCLUDES@";
    return script.replace(script.find(placeholder), placeholder.size(), join(excludes, " "));
}

// Names are resolved as on this machine, whatever the image had.
void take_resolver(const fs::path& root) {
    const fs::path file = root / "etc/resolv.conf";
    fs::remove(file);
    make_dirs(file.parent_path());
    write_file_atomic(file, read_file_if_exists("/etc/resolv.conf").value_or(""));
}

// A proxy's variable may hold a password: it comes by the environment, because everybody sees the arguments of bwrap.
std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> env;
    for (const char* name : {"PATH", "http_proxy", "https_proxy", "no_proxy"})
        if (const char* value = std::getenv(name)) env[name] = value;
    return env;
}

std::vector<std::string> in_writable_root(const fs::path& root) {
    std::vector<std::string> words = {"bwrap",
                                      "--die-with-parent",
                                      "--new-session",
                                      "--unshare-pid",
                                      "--unshare-ipc",
                                      "--unshare-uts",
                                      "--cap-add",
                                      "ALL",
                                      "--bind",
                                      root.string(),
                                      "/"};
    words.insert(words.end(), {"--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--tmpfs",
                               "/run", "--chdir", "/"});
    words.insert(words.end(),
                 {"--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "LC_ALL", "C.UTF-8", "--"});
    return words;
}

}  // namespace

void install_packages(Process& process, const RootTask& task) {
    require_program("bwrap", "packages are installed in a sandbox that bubblewrap makes");
    take_resolver(task.root());
    std::vector<std::string> argv;
    if (::geteuid() != 0)
        argv = {"unshare", "--user", "--map-root-user", "--map-auto",        "--",
                "sh",      "-c",     kThenOwnAll,       task.root().string()};
    for (const auto& word : in_writable_root(task.root())) argv.push_back(word);
    const std::string& family = task.toolchain.family;
    argv.insert(argv.end(), {"/bin/sh", "-c", script_of(family), family});
    argv.insert(argv.end(), task.packages.begin(), task.packages.end());
    run_step(process, task, argv, fmt::format("installing packages in the {} root", task.label), environment());
}

std::map<std::string, std::string> installed_packages(Process& process, const fs::path& root,
                                                      const std::string& family) {
    if (family == "apt") return dpkg_packages(read_file(root / "var/lib/dpkg/status"));
    SandboxSpec spec;
    spec.root = root;
    spec.env = {{"PATH", "/usr/bin:/bin"}};
    const Command query = sandboxed(spec, {"rpm", "--query", "--all", "--queryformat", kRpmFormat});
    return rpm_packages(run_checked(process, query, "asking rpm what is installed in " + root.string()));
}

std::map<std::string, std::string> dpkg_packages(const std::string& text) {
    std::map<std::string, std::string> result;
    std::string name, version, status;
    const auto close = [&] {
        if (status == "install ok installed" && !name.empty()) result[name] = version;
        name = version = status = "";
    };
    for (const std::string& line : split(text, '\n')) {
        if (line.empty()) close();
        if (line.starts_with("Package: ")) name = trim(line.substr(9));
        if (line.starts_with("Version: ")) version = trim(line.substr(9));
        if (line.starts_with("Status: ")) status = trim(line.substr(8));
    }
    close();
    return result;
}

// rpm lists the keys that it trusts as packages: they are not.
std::map<std::string, std::string> rpm_packages(const std::string& listing) {
    std::map<std::string, std::string> result;
    for (const std::string& line : split(listing, '\n')) {
        const auto tab = line.find('\t');
        if (tab != std::string::npos && !line.starts_with("gpg-pubkey\t"))
            result[line.substr(0, tab)] = line.substr(tab + 1);
    }
    return result;
}

}  // namespace sf
