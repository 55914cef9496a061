#include "prove/cgroups.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr std::string_view kName = "slurm-factory-prove-";
constexpr std::array kHierarchies = {"memory", "freezer", "cpuacct"};
constexpr int kRemovalTries =
    40;  // 50 ms apart: the kernel takes a moment to empty a cgroup whose processes were killed

// A file of cgroupfs takes one value with one write(2).
void write_value(const fs::path& file, const std::string& value) {
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd || ::write(fd.get(), value.data(), value.size()) < 0)
        throw Error(ErrorKind::host,
                    fmt::format("cannot write {} to {}: {}", value, file.string(), std::strerror(errno)));
}

bool remove_cgroup(const fs::path& cgroup) {
    std::error_code error;
    bool all = true;
    for (const auto& entry : fs::directory_iterator(cgroup, error))
        if (entry.is_directory()) all = remove_cgroup(entry.path()) && all;
    return all && (::rmdir(cgroup.c_str()) == 0 || errno == ENOENT);
}

void remove_patiently(const fs::path& cgroup) {
    for (int i = 0; i < kRemovalTries && !remove_cgroup(cgroup); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

// Cgroups of provers that do not run any more.
void remove_stale(const fs::path& hierarchy) {
    std::error_code error;
    std::vector<fs::path> stale;
    for (const auto& entry : fs::directory_iterator(hierarchy, error)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kName)) continue;
        const auto pid = std::atoi(name.c_str() + kName.size());
        if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) stale.push_back(entry.path());
    }
    for (const auto& cgroup : stale) remove_cgroup(cgroup);
}

std::string session_name() {
    return std::string(kName) + std::to_string(::getpid());
}

}  // namespace

SessionCgroups::SessionCgroups(const fs::path& mount) {
    if (fs::exists(mount / "cgroup.controllers")) {
        lend_v2(mount);
    } else if (fs::exists(mount / "memory" / "cgroup.procs")) {
        lend_v1(mount);
    } else {
        reason_ = fmt::format("{} has neither cgroup version", mount.string());
    }
    if (!reason_.empty()) version_ = CgroupVersion::none;
}

SessionCgroups::~SessionCgroups() {
    for (const auto& cgroup : lent_) remove_patiently(cgroup.host);
}

void SessionCgroups::lend_v1(const fs::path& mount) {
    version_ = CgroupVersion::v1;
    for (const char* hierarchy : kHierarchies) {
        remove_stale(mount / hierarchy);
        const auto cgroup = mount / hierarchy / session_name();
        if (::mkdir(cgroup.c_str(), 0755) != 0) {
            reason_ = fmt::format("cannot make the cgroup {}: {}", cgroup.string(), std::strerror(errno));
            return;
        }
        lent_.push_back({cgroup, fmt::format("/sys/fs/cgroup/{}", hierarchy)});
    }
}

void SessionCgroups::lend_v2(const fs::path& mount) {
    version_ = CgroupVersion::v2;
    remove_stale(mount);
    const auto cgroup = mount / session_name();
    if (::mkdir(cgroup.c_str(), 0755) != 0) {
        reason_ = fmt::format("cannot make the cgroup {}: {}", cgroup.string(), std::strerror(errno));
        return;
    }
    lent_.push_back({cgroup, "/sys/fs/cgroup"});
    const auto controllers = split(trim(read_file(cgroup / "cgroup.controllers")), ' ');
    if (std::find(controllers.begin(), controllers.end(), "memory") == controllers.end())
        reason_ = fmt::format("the memory controller is not handed down to {}", cgroup.string());
}

void SessionCgroups::settle(const std::vector<int>& outside) const {
    if (version_ != CgroupVersion::v2) return;
    const auto& cgroup = lent_.front().host;
    for (const int pid : outside) write_value(cgroup.parent_path() / "cgroup.procs", std::to_string(pid));
    fs::create_directory(cgroup / "init");
    for (const auto& pid : split(trim(read_file(cgroup / "cgroup.procs")), '\n'))
        if (!pid.empty()) write_value(cgroup / "init" / "cgroup.procs", pid);
    for (const auto& controller : split(trim(read_file(cgroup / "cgroup.controllers")), ' '))
        write_value(cgroup / "cgroup.subtree_control", "+" + controller);
}

}  // namespace sf
