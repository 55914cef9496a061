// The sandbox in which a proof's cluster lives: a writable copy of a clean root in memory, the bundle at its prefix,
// namespaces of its own (network, processes, mounts, host name), and root's rights inside. Nothing is written to the
// root; when the prover dies, however it dies, the kernel ends everything in it and frees the memory.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "prove/cgroups.h"

namespace sf {

struct SessionSpec {
    std::filesystem::path root;     // the clean root; stays as it is
    std::filesystem::path bundle;   // folder with view/, read-only inside
    std::string prefix;             // where the bundle is inside; absolute
    std::filesystem::path scratch;  // an empty folder to mount the copy on
    std::filesystem::path logs;     // /var/log/prove inside, writable
};

// Who runs a command inside.
inline constexpr const char* kRootUser = "root";

class Session {
  public:
    // Throws Error(host) if this machine cannot make the sandbox, naming what is missing and the cure.
    Session(const SessionSpec& spec, const SessionCgroups& cgroups, Process& process);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    struct Run {
        std::vector<std::string> argv;
        std::string user = kRootUser;
        std::map<std::string, std::string> env;  // besides PATH and HOME
        std::string input;
        double timeout_s = 30;
    };
    Finished run(const Run& run);
    // A shell script's output; throws Error(proof) with the last lines of what it said when it fails. `what` names it
    // in the message.
    std::string shell(const std::string& what, const std::string& script, const std::string& user = kRootUser,
                      double timeout_s = 30);
    // A command that goes on in the background, with its output in logs/NAME.out.
    pid_t start(const std::string& name, const Run& run);
    // Has a started one ended?
    bool has_ended(pid_t pid);
    // Ends a started one: SIGTERM, and SIGKILL after `timeout_s`.
    void stop(pid_t pid, double timeout_s);
    void write_file(const std::string& path, const std::string& content, const std::string& owner,
                    const std::string& mode);

    // What a file of the logs ends with, whoever it belongs to; empty if there is none.
    std::string log_tail(const std::string& file, std::size_t lines);
    // Makes the logs readable and removable for the user who runs the prover.
    void hand_over_logs();

    const std::filesystem::path& logs() const { return spec_.logs; }
    const std::string& prefix() const { return spec_.prefix; }

  private:
    Command enter(const Run& run) const;
    void await_ready(int info_fd);

    SessionSpec spec_;
    Process& process_;
    bool rootless_;
    std::string join_;    // script that puts a command into the session's cgroups
    pid_t sandbox_ = -1;  // bubblewrap, outside
    pid_t inside_ = -1;   // its first process in the sandbox, as seen from outside
    std::map<pid_t, bool> started_;
};

}  // namespace sf
