#include "base/process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/os_error.h"
#include "base/text.h"

extern char** environ;

namespace sf {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kGraceSeconds = 5;    // between SIGTERM and SIGKILL
constexpr int kPollMilliseconds = 20;  // where the kernel has no pidfd (before 5.3)

double seconds_since(SteadyClock::time_point start) {
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double seconds_of(const struct timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Error system_failure(const std::string& what) {
    return Error(ErrorKind::host, what + ": " + std::generic_category().message(errno));
}

struct Pipe {
    UniqueFd read, write;
};

Pipe make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_failure("cannot make a pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

UniqueFd open_null(int flags) {
    UniqueFd fd(::open("/dev/null", flags | O_CLOEXEC));
    if (!fd) throw os_error(errno, "open", "/dev/null");
    return fd;
}

// The input as a file in memory: however much it is, nobody has to feed it while the command runs.
UniqueFd open_input(const std::string& input) {
    if (input.empty()) return open_null(O_RDONLY);
    UniqueFd fd(::memfd_create("input", MFD_CLOEXEC));
    if (!fd) throw system_failure("cannot make a file in memory");
    for (std::size_t done = 0; done < input.size();) {
        const ssize_t written = ::write(fd.get(), input.data() + done, input.size() - done);
        if (written < 0 && errno != EINTR) throw system_failure("cannot write a file in memory");
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) throw system_failure("cannot rewind a file in memory");
    return fd;
}

UniqueFd open_output(const fs::path& path) {
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!fd) throw os_error(errno, "write", path);
    return fd;
}

Error not_found(const std::string& program) {
    return Error(ErrorKind::host, "the program '" + program + "' is not found on this machine",
                 "install '" + program + "', or put its folder into PATH");
}

std::string resolve(const std::string& program) {
    if (program.empty()) throw Error(ErrorKind::failure, "a command without a program");
    if (program.find('/') != std::string::npos) return program;
    const std::optional<fs::path> found = find_program(program);
    if (!found) throw not_found(program);
    return found->string();
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (std::string& text : strings) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

// All that the child needs, made before fork: between fork and exec a threaded program may call only what is
// async-signal-safe, which rules out allocation.
struct Launch {
    std::string program, cwd;
    std::vector<std::string> argv_text, env_text;
    std::vector<char*> argv, envp;
    char** env = environ;
    std::vector<int> keep_fds;
    int in = -1, out = -1, err = -1;
    bool die_with_thread = false;

    explicit Launch(const Command& command)
        : program(resolve(command.argv.empty() ? std::string() : command.argv.front())),
          cwd(command.cwd.string()),
          argv_text(command.argv),
          keep_fds(command.keep_fds) {
        argv = pointers(argv_text);
        if (!command.env) return;
        for (const auto& [name, value] : *command.env) env_text.push_back(name + "=" + value);
        envp = pointers(env_text);
        env = envp.data();
    }
    Launch(const Launch&) = delete;
    Launch& operator=(const Launch&) = delete;
};

// What the child tells through the pipe when exec is not reached.
struct ExecFailure {
    int step;  // 0: file descriptors, 1: chdir, 2: exec
    int code;
};

[[noreturn]] void fail_in_child(int report, int step) {
    const ExecFailure failure{step, errno};
    const ssize_t ignored = ::write(report, &failure, sizeof failure);
    static_cast<void>(ignored);
    ::_exit(127);
}

[[noreturn]] void run_child(const Launch& launch, int report, pid_t parent) {
    ::setpgid(0, 0);
    if (launch.die_with_thread) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) ::_exit(127);
    }
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (::dup2(launch.in, 0) < 0 || ::dup2(launch.out, 1) < 0 || ::dup2(launch.err, 2) < 0) fail_in_child(report, 0);
    // Also closes on exec what some library opened without O_CLOEXEC; old kernels refuse, and ours are all marked.
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    for (const int fd : launch.keep_fds) {
        if (::fcntl(fd, F_SETFD, 0) != 0) fail_in_child(report, 0);
    }
    if (!launch.cwd.empty() && ::chdir(launch.cwd.c_str()) != 0) fail_in_child(report, 1);
    ::execve(launch.program.c_str(), launch.argv.data(), launch.env);
    fail_in_child(report, 2);
}

Error exec_error(const ExecFailure& failure, const Launch& launch) {
    const std::string reason = std::generic_category().message(failure.code);
    if (failure.step == 1) return Error(ErrorKind::host, "cannot enter the folder " + launch.cwd + ": " + reason);
    if (failure.step == 2 && failure.code == ENOENT) return not_found(launch.program);
    return Error(ErrorKind::host, "cannot start " + launch.program + ": " + reason);
}

pid_t spawn(const Launch& launch) {
    Pipe report = make_pipe();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) throw system_failure("cannot start " + launch.program);
    if (pid == 0) run_child(launch, report.write.get(), parent);
    ::setpgid(pid, pid);
    report.write = UniqueFd();
    ExecFailure failure{};
    ssize_t got = 0;
    do {
        got = ::read(report.read.get(), &failure, sizeof failure);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof failure) return pid;
    ::waitpid(pid, nullptr, 0);
    throw exec_error(failure, launch);
}

UniqueFd open_pidfd(pid_t pid) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

// Looks without reaping, so that the group's number stays ours until the registry has forgotten it.
bool has_ended(pid_t pid) {
    siginfo_t info{};
    int result = 0;
    do {
        result = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
    } while (result != 0 && errno == EINTR);
    return result != 0 || info.si_pid == pid;
}

void reap(pid_t pid, Finished& finished) {
    int status = 0;
    struct rusage usage {};
    pid_t got = 0;
    do {
        got = ::wait4(pid, &status, 0, &usage);
    } while (got < 0 && errno == EINTR);
    if (got != pid) throw system_failure("cannot wait for process " + std::to_string(pid));
    if (WIFSIGNALED(status)) {
        finished.signal = WTERMSIG(status);
    } else {
        finished.exit_code = WEXITSTATUS(status);
    }
    finished.user_s = seconds_of(usage.ru_utime);
    finished.sys_s = seconds_of(usage.ru_stime);
}

// Reads what is there; false at the end of the stream.
bool drain(int fd, std::string& into) {
    char buffer[1 << 15];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got > 0) {
            into.append(buffer, static_cast<std::size_t>(got));
        } else if (got == 0) {
            return false;
        } else if (errno == EAGAIN) {
            return true;
        } else if (errno != EINTR) {
            return false;
        }
    }
}

// Follows one command until it has ended: collects its output and ends it when its time is up.
class Watch {
  public:
    Watch(pid_t pid, double timeout_s, SteadyClock::time_point start)
        : pid_(pid), pidfd_(open_pidfd(pid)), timeout_s_(timeout_s), start_(start) {}

    void capture(UniqueFd fd, std::string& into) {
        ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
        streams_.push_back({std::move(fd), &into});
    }

    void follow(Finished& finished) {
        while (true) {
            const bool ended = has_ended(pid_);
            for (Stream& stream : streams_) {
                if (stream.fd && !drain(stream.fd.get(), *stream.into)) stream.fd = UniqueFd();
            }
            if (ended) return;  // what still holds the pipes is a daemon that the command left behind
            enforce_timeout(finished);
            wait_for_news();
        }
    }

  private:
    struct Stream {
        UniqueFd fd;
        std::string* into;
    };

    void enforce_timeout(Finished& finished) {
        if (timeout_s_ <= 0) return;
        const double elapsed = seconds_since(start_);
        if (elapsed < timeout_s_) return;
        finished.timed_out = true;
        const bool patient = elapsed < timeout_s_ + kGraceSeconds;
        if (patient && terminated_) return;
        ::kill(-pid_, patient ? SIGTERM : SIGKILL);
        terminated_ = true;
    }

    void wait_for_news() {
        std::vector<struct pollfd> news;
        for (const Stream& stream : streams_) {
            if (stream.fd) news.push_back({stream.fd.get(), POLLIN, 0});
        }
        if (pidfd_) news.push_back({pidfd_.get(), POLLIN, 0});
        int milliseconds = pidfd_ ? -1 : kPollMilliseconds;
        if (pidfd_ && timeout_s_ > 0) {
            const double until = timeout_s_ + (terminated_ ? kGraceSeconds : 0) - seconds_since(start_);
            milliseconds = std::clamp(static_cast<int>(until * 1000) + 1, 1, 1000 * 60 * 60);
        }
        ::poll(news.data(), news.size(), milliseconds);
    }

    pid_t pid_;
    UniqueFd pidfd_;
    double timeout_s_;
    SteadyClock::time_point start_;
    std::vector<Stream> streams_;
    bool terminated_ = false;
};

class SystemProcess final : public Process {
  public:
    Finished run(const Command& command) override {
        const auto start = SteadyClock::now();
        Launch launch(command);
        const UniqueFd in = open_input(command.input);
        Pipe out, err;
        UniqueFd file;
        if (command.output_file) {
            file = open_output(*command.output_file);
            launch.out = launch.err = file.get();
        } else {
            out = make_pipe();
            err = make_pipe();
            launch.out = out.write.get();
            launch.err = err.write.get();
        }
        launch.in = in.get();
        launch.die_with_thread = true;
        const pid_t pid = spawn(launch);
        out.write = UniqueFd();
        err.write = UniqueFd();

        Finished finished;
        {
            const RunningGroup registered(pid);
            Watch watch(pid, command.timeout_s, start);
            if (!command.output_file) {
                watch.capture(std::move(out.read), finished.out);
                watch.capture(std::move(err.read), finished.err);
            }
            watch.follow(finished);
        }
        reap(pid, finished);
        finished.wall_s = seconds_since(start);
        return finished;
    }

    pid_t start(const Command& command) override {
        Launch launch(command);
        const UniqueFd in = open_input(command.input);
        const UniqueFd out = command.output_file ? open_output(*command.output_file) : open_null(O_WRONLY);
        launch.in = in.get();
        launch.out = launch.err = out.get();
        const auto now = SteadyClock::now();
        const pid_t pid = spawn(launch);
        const std::lock_guard lock(mutex_);
        started_.emplace(pid, Started{now, std::make_unique<RunningGroup>(pid)});
        return pid;
    }

    std::optional<Finished> wait(pid_t pid, double timeout_s) override {
        const auto begin = SteadyClock::now();
        while (true) {
            if (has_ended(pid)) return finish(pid);
            const double left = timeout_s - seconds_since(begin);
            if (left <= 0) return std::nullopt;
            std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, kPollMilliseconds / 1000.0)));
        }
    }

    void kill(pid_t pid, int signal) override {
        const std::lock_guard lock(mutex_);
        if (started_.contains(pid)) ::kill(-pid, signal);
    }

  private:
    struct Started {
        SteadyClock::time_point at;
        std::unique_ptr<RunningGroup> registered;
    };

    Finished finish(pid_t pid) {
        const std::lock_guard lock(mutex_);
        const auto found = started_.find(pid);
        if (found == started_.end()) {
            throw Error(ErrorKind::failure, "process " + std::to_string(pid) + " was not started here");
        }
        Finished finished;
        finished.wall_s = seconds_since(found->second.at);
        started_.erase(found);
        reap(pid, finished);
        return finished;
    }

    std::mutex mutex_;
    std::map<pid_t, Started> started_;
};

std::string how_it_ended(const Finished& finished) {
    if (finished.timed_out) return "was ended after its time-out";
    if (finished.signal != 0) return "was ended by signal " + std::to_string(finished.signal);
    return "failed with exit status " + std::to_string(finished.exit_code);
}

bool is_plain_word(const std::string& word) {
    constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    return !word.empty() && word.find_first_not_of(kSafe) == std::string::npos;
}

}  // namespace

std::unique_ptr<Process> make_system_process() {
    return std::make_unique<SystemProcess>();
}

std::string run_checked(Process& process, const Command& command, const std::string& what) {
    Finished finished = process.run(command);
    if (finished.ok()) return std::move(finished.out);
    throw_if_interrupted();
    const std::string& told = trim(finished.err).empty() ? finished.out : finished.err;
    std::string message = what + " " + how_it_ended(finished);
    for (const std::string& line : last_lines(told, 10)) message += "\n  " + line;
    throw Error(ErrorKind::failure, message, "the command was: " + shell_quote(command.argv));
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    if (path == nullptr || name.empty() || name.find('/') != std::string::npos) return std::nullopt;
    for (const std::string& folder : split(path, ':')) {
        const fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
        std::error_code failure;
        if (fs::is_regular_file(candidate, failure) && ::access(candidate.c_str(), X_OK) == 0) {
            return fs::absolute(candidate);
        }
    }
    return std::nullopt;
}

std::string shell_quote(const std::vector<std::string>& argv) {
    std::vector<std::string> words;
    for (const std::string& word : argv) {
        if (is_plain_word(word)) {
            words.push_back(word);
            continue;
        }
        std::string quoted = "'";
        for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
        words.push_back(quoted + "'");
    }
    return join(words, " ");
}

}  // namespace sf
