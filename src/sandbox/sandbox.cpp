#include "sandbox/sandbox.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

void append(std::vector<std::string>& argv, std::initializer_list<std::string> words) {
    argv.insert(argv.end(), words.begin(), words.end());
}

std::string kernel_setting(const fs::path& proc_sys, const std::string& name) {
    std::string relative = name;
    for (char& c : relative) c = c == '.' ? '/' : c;
    const auto text = read_file_if_exists(proc_sys / relative);
    return text ? std::string(trim(*text)) : std::string();
}

constexpr const char* kAppArmorCure =
    "Allow bubblewrap alone, with a profile in /etc/apparmor.d/bwrap:\n"
    "  abi <abi/4.0>,\n"
    "  include <tunables/global>\n"
    "  profile bwrap /usr/bin/bwrap flags=(unconfined) {\n"
    "    userns,\n"
    "  }\n"
    "and `sudo apparmor_parser -r /etc/apparmor.d/bwrap`, or allow every program:\n"
    "  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";

// The reasons for which kernels and distributions refuse a user namespace, most specific first.
Error refusal(const fs::path& proc_sys, const std::string& told) {
    const std::string message = "this machine refuses the sandbox: ";
    if (kernel_setting(proc_sys, "kernel.unprivileged_userns_clone") == "0") {
        return Error(
            ErrorKind::host,
            message + "user namespaces are switched off for plain users (kernel.unprivileged_userns_clone is 0)",
            "sudo sysctl -w kernel.unprivileged_userns_clone=1\nor run slurm-factory as root.");
    }
    if (kernel_setting(proc_sys, "user.max_user_namespaces") == "0") {
        return Error(ErrorKind::host, message + "no user namespace may be made (user.max_user_namespaces is 0)",
                     "sudo sysctl -w user.max_user_namespaces=15000");
    }
    if (kernel_setting(proc_sys, "kernel.apparmor_restrict_unprivileged_userns") == "1") {
        return Error(ErrorKind::host,
                     message + "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
                     kAppArmorCure);
    }
    return Error(ErrorKind::host, message + "bwrap says: " + std::string(trim(told)),
                 "In a container, give it the right to make namespaces and to mount (docker: --privileged, or "
                 "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN).");
}

}  // namespace

Command sandboxed(const SandboxSpec& spec, const std::vector<std::string>& argv) {
    Command command;
    auto& words = command.argv;
    words = {"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "builder"};
    if (spec.user) append(words, {"--uid", std::to_string(*spec.user), "--gid", std::to_string(*spec.user)});
    append(words, {"--ro-bind", spec.root.string(), "/", "--proc", "/proc", "--dev", "/dev"});
    append(words, {"--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run", "--tmpfs", kSandboxPrefixRoot});
    for (const auto& path : spec.tmpfs) append(words, {"--tmpfs", path});
    for (const auto& [host, inside] : spec.read_only) append(words, {"--ro-bind", host.string(), inside});
    for (const auto& [host, inside] : spec.writable) append(words, {"--bind", host.string(), inside});
    append(words, {"--chdir", spec.cwd, "--clearenv"});
    for (const auto& [name, value] : spec.env) append(words, {"--setenv", name, value});
    words.push_back("--");
    words.insert(words.end(), argv.begin(), argv.end());
    command.keep_fds = spec.keep_fds;
    return command;
}

void check_sandbox(Process& process, const fs::path& root, const fs::path& proc_sys) {
    if (!find_program("bwrap")) {
        throw Error(ErrorKind::host, "bubblewrap is not installed: packages are built in a sandbox that it makes",
                    "sudo apt-get install bubblewrap   (dnf: sudo dnf install bubblewrap)");
    }
    SandboxSpec spec;
    spec.root = root;
    spec.env = {{"PATH", "/usr/bin:/bin"}};
    Command command = sandboxed(spec, {"true"});
    command.timeout_s = 30;
    const Finished finished = process.run(command);
    if (!finished.ok()) throw refusal(proc_sys, finished.err);
}

}  // namespace sf
