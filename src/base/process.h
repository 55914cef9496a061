// The edge to other programs. `Process` is the interface; `SystemProcess` starts real ones; tests use a recording fake
// (tests/unit/base/fake_process.h).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sf {

struct Command {
    std::vector<std::string> argv;                          // argv[0] is looked up in PATH
    std::optional<std::map<std::string, std::string>> env;  // the whole environment; absent: inherited
    std::filesystem::path cwd;                              // empty: inherited
    std::string input;                                      // given on stdin; stdin is /dev/null when empty
    std::optional<std::filesystem::path> output_file;       // stdout and stderr appended there instead of captured
    std::vector<int> keep_fds;                              // descriptors that stay open in the child besides 0-2
    double timeout_s = 0;                                   // 0: none; on time-out the group gets SIGTERM, then SIGKILL
};

struct Finished {
    int exit_code = -1;  // -1 when ended by a signal
    int signal = 0;
    bool timed_out = false;
    double wall_s = 0, user_s = 0, sys_s = 0;  // rusage of the child and what it waited for
    std::string out, err;                      // empty when output_file was given

    bool ok() const { return exit_code == 0; }
};

class Process {
  public:
    virtual ~Process() = default;
    // Starts the command in a process group of its own and waits. Throws Error(host) if it cannot be started; a failing
    // command is a Finished like any other.
    virtual Finished run(const Command& command) = 0;
    // Starts a command that goes on in the background; its output goes to output_file or is discarded.
    virtual pid_t start(const Command& command) = 0;
    // Waits for a started one, at most timeout_s seconds (0: just looks); nothing if it is still running.
    virtual std::optional<Finished> wait(pid_t pid, double timeout_s) = 0;
    // Signals the group of a started one.
    virtual void kill(pid_t pid, int signal) = 0;
};

std::unique_ptr<Process> make_system_process();

// run() that throws Error(kind) with the last lines of stderr when the command fails; returns stdout.
std::string run_checked(Process& process, const Command& command, const std::string& what);

// Absolute path of a program in PATH, or nothing.
std::optional<std::filesystem::path> find_program(const std::string& name);

// For messages: the command as one line a user can paste into a shell.
std::string shell_quote(const std::vector<std::string>& argv);

// SIGINT and SIGTERM set a flag and are passed on to running groups; long loops ask here and unwind by an
// Error(interrupted).
void install_interrupt_handlers();
bool interrupted();
void throw_if_interrupted();

}  // namespace sf
