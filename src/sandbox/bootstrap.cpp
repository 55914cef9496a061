#include "sandbox/bootstrap.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

// What is never read is not unpacked, and a root that can be made again needs no fsync.
std::vector<std::string> fixed_options() {
    std::vector<std::string> options = {"--variant=minbase", "--dpkgopt=force-unsafe-io",
                                        "--aptopt=Acquire::Languages \"none\"",
                                        "--aptopt=APT::Install-Recommends \"false\""};
    for (const auto& folder : unread_folders())
        options.push_back(fmt::format("--dpkgopt=path-exclude=/usr/share/{}/*", folder));
    return options;
}

std::vector<std::string> mmdebstrap(const RootTask& task, const std::string& mirror, const fs::path& target,
                                    const char* mode) {
    std::vector<std::string> argv = {"mmdebstrap", std::string("--mode=") + mode};
    for (const auto& option : fixed_options()) argv.push_back(option);
    const Toolchain& toolchain = task.toolchain;
    if (!toolchain.components.empty()) argv.push_back("--components=" + join(toolchain.components, ","));
    if (!task.packages.empty()) argv.push_back("--include=" + join(task.packages, ","));
    argv.insert(argv.end(), {toolchain.suite, target.string(), mirror});
    return argv;
}

}  // namespace

// A plain user cannot keep the owners of a root's files, and could not remove what another user owns: the archive is
// made in a user namespace, and unpacked as himself.
void bootstrap_root(Process& process, const RootTask& task, const std::string& mirror) {
    require_program("mmdebstrap", "root filesystems of Debian and Ubuntu are made with it");
    const std::string what = fmt::format("making the {} root with mmdebstrap", task.label);
    if (::geteuid() == 0) {
        run_step(process, task, mmdebstrap(task, mirror, task.root(), "root"), what);
        return;
    }
    const fs::path tarball = task.root().string() + ".tar";
    run_step(process, task, mmdebstrap(task, mirror, tarball, "unshare"), what);
    make_dirs(task.root());
    run_step(process, task,
             {"tar", "-x", "--no-same-owner", "--exclude=./dev/*", "--delay-directory-restore", "-C",
              task.root().string(), "-f", tarball.string()},
             what);
}

}  // namespace sf
