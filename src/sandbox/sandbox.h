// Isolated runs by bubblewrap: read-only root, no network, no home, one writable prefix.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/process.h"

namespace sf {

// Below it lie all prefixes. A tmpfs hides what the root has there, and nothing else of /opt.
inline constexpr const char* kSandboxPrefixRoot = "/opt/slurm-factory";
// Where build trees are mounted. Both folders exist in every root that ensure_rootfs() makes.
inline constexpr const char* kSandboxBuildRoot = "/build";

struct SandboxSpec {
    std::filesystem::path root;                                            // read-only /
    std::vector<std::pair<std::filesystem::path, std::string>> read_only;  // host path -> path inside
    std::vector<std::pair<std::filesystem::path, std::string>> writable;
    std::vector<std::string> tmpfs;          // besides /tmp, /run and kSandboxPrefixRoot
    std::map<std::string, std::string> env;  // the whole environment
    std::string cwd = "/";
    std::optional<unsigned> user;  // uid and gid inside; absent: this program's own
    std::vector<int> keep_fds;     // descriptors of this program that `argv` may use: make's jobserver
};

// The command that runs `argv` in the sandbox: all namespaces unshared, ended with this program, a session of its own.
// Paths inside must lie below a tmpfs or exist in the root.
Command sandboxed(const SandboxSpec& spec, const std::vector<std::string>& argv);

// Runs `true` in a sandbox. If the host refuses, throws Error(host) that names the reason (bubblewrap absent, user
// namespaces off by kernel.unprivileged_userns_clone or user.max_user_namespaces, AppArmor's restriction of Ubuntu
// 24.04) and its cure. `proc_sys` is where the kernel's settings are read.
void check_sandbox(Process& process, const std::filesystem::path& root,
                   const std::filesystem::path& proc_sys = "/proc/sys");

}  // namespace sf
