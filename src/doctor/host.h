// The edge to the machine that is examined: its files below a root (/ but in tests), its programs, its clock.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"

namespace sf {

struct FileFacts {
    uid_t uid = 0;
    gid_t gid = 0;
    mode_t mode = 0;  // permission bits alone
    std::uintmax_t size = 0;
    bool folder = false;
};

struct HostProcess {
    pid_t pid = 0;
    uid_t uid = 0;
    std::string
        program;       // what /proc/PID/exe leads to; ends in " (deleted)" where that is gone; empty: not ours to see
    std::string name;  // last part of it, else what /proc/PID/comm says
    std::vector<std::string> argv;
};

// Does the kernel take its clock for synchronised (adjtimex(2))?
bool kernel_clock_is_synchronised();

class Host {
  public:
    Host(std::filesystem::path root, Process& process, Clock& clock)
        : process_(process), clock_(clock), root_(std::move(root)) {}

    std::filesystem::path path(const std::filesystem::path& absolute) const { return root_ / absolute.relative_path(); }
    bool has(const std::filesystem::path& absolute) const;
    // Nothing where it is not there or may not be read.
    std::optional<std::string> read(const std::filesystem::path& absolute) const;
    std::optional<FileFacts> facts(const std::filesystem::path& absolute) const;
    // Names in a folder, sorted; none where it is not there.
    std::vector<std::string> names(const std::filesystem::path& folder) const;
    std::vector<HostProcess> running() const;
    // Its own, as uname -n has it, without the domain.
    std::string short_name() const;

    // A program that is not there exits with 127.
    Finished run(const std::vector<std::string>& argv, const std::string& input = {}, double timeout_s = 15) const;
    Clock& clock() const { return clock_; }
    std::function<bool()> clock_is_synchronised = kernel_clock_is_synchronised;

  private:
    Process& process_;
    Clock& clock_;
    std::filesystem::path root_;
};

// 0400, as chmod takes it.
std::string octal(mode_t mode);

}  // namespace sf
