#include "prove/session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr double kSessionSeconds = 60;  // copying a root where there is no overlay file system takes a while
constexpr const char* kReady = ".ready";
// A command joins the lent cgroups before it enters their cgroup namespace: from inside, a process that is outside of
// them cannot be moved (cgroups(7), nsdelegate). In version 2 each gets a leaf of its own, because slurmd rearranges
// the cgroup that it is started in.
constexpr const char* kEnterCgroups = R"(exec nsenter --cgroup=/proc/1/ns/cgroup -- "$@")";
constexpr const char* kLeaf = "mkdir /sys/fs/cgroup/run-$$ && echo 0 > /sys/fs/cgroup/run-$$/cgroup.procs && ";

constexpr const char* kLogsInside = "/var/log/prove";
constexpr const char* kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// Runs in a mount namespace of its own. The copy is an overlay whose upper layer is in memory; its options name folders
// relative to the working directory, so that no path needs quoting. Folders that munged wants to be root's are made so:
// a root that mmdebstrap made without root's rights belongs to another of the mapped users.
constexpr const char* kPrepare = R"(set -e
root=$1 scratch=$2 joined=$3 prefix=$4
shift 4
mount -t tmpfs -o mode=0755 tmpfs "$scratch"
cd "$scratch"
umask 022  # munged refuses a root folder that a group can write
mkdir lower upper work copy
mount --rbind "$root" lower
mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay copy 2>/dev/null ||
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr overlay copy 2>/dev/null ||
    cp -a lower/. copy/
mkdir -p "copy$prefix"
chown 0:0 copy copy/etc copy/run copy/tmp copy/usr copy/var copy/var/lib copy/var/log
for cgroup in $joined; do echo $$ > "$cgroup/cgroup.procs"; done
exec bwrap --bind copy / "$@"
)";

// slurmctld cannot listen where loopback is the only address (getaddrinfo's AI_ADDRCONFIG), hence the second one.
constexpr const char* kInit = R"(set -e
ip link set lo up
ip addr add 10.99.0.1/32 dev lo
printf '127.0.0.1 localhost lab0\n' > /etc/hosts
touch /var/log/prove/.ready
exec sleep infinity
)";

std::vector<std::string> sandbox_arguments(const SessionSpec& spec, const SessionCgroups& cgroups, int info_fd) {
    std::vector<std::string> words = {"--ro-bind", spec.bundle.string(),
                                      spec.prefix, "--proc",
                                      "/proc",     "--dev",
                                      "/dev",      "--perms",
                                      "1777",      "--tmpfs",
                                      "/dev/shm",  "--perms",
                                      "1777",      "--tmpfs",
                                      "/tmp",      "--tmpfs",
                                      "/run",      "--ro-bind",
                                      "/sys",      "/sys"};
    const auto append = [&](std::initializer_list<std::string> more) {
        words.insert(words.end(), more.begin(), more.end());
    };
    if (cgroups.version() == CgroupVersion::v1) append({"--tmpfs", "/sys/fs/cgroup"});
    if (cgroups.version() != CgroupVersion::none)
        for (const auto& cgroup : cgroups.lent()) append({"--bind", cgroup.host.string(), cgroup.inside});
    append({"--bind", spec.logs.string(), kLogsInside});
    append({"--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try", "--hostname",
            "lab0"});
    append({"--cap-add", "ALL", "--die-with-parent", "--new-session", "--chdir", "/", "--info-fd",
            std::to_string(info_fd)});
    append({"--", "/bin/sh", "-c", kInit});
    return words;
}

std::string joined_cgroups(const SessionCgroups& cgroups) {
    std::vector<std::string> paths;
    if (cgroups.version() != CgroupVersion::none)
        for (const auto& cgroup : cgroups.lent()) paths.push_back(cgroup.host.string());
    return join(paths, " ");
}

Error refused(const SessionSpec& spec, bool rootless) {
    const auto told = read_file_if_exists(spec.logs / "session.out").value_or("");
    const auto hint =
        rootless
            ? "a cluster needs several users: install uidmap (newuidmap) and give this user a range in /etc/subuid and "
              "/etc/subgid, or run slurm-factory as root; --static checks what needs no cluster"
            : "a container must allow mounts and namespaces (docker: --privileged); --static checks what needs no "
              "cluster";
    return Error(
        ErrorKind::host,
        fmt::format("this machine cannot make the sandbox of the cluster: {}", join(last_lines(told, 5), "; ")), hint);
}

// The script that joins them and goes on with its arguments; empty if there is nothing to join.
std::string join_script(const SessionCgroups& cgroups) {
    if (cgroups.version() == CgroupVersion::none) return "";
    if (cgroups.version() == CgroupVersion::v2) return std::string(kLeaf) + kEnterCgroups;
    std::string script;
    for (const auto& cgroup : cgroups.lent()) script += fmt::format("echo 0 > {}/cgroup.procs && ", cgroup.inside);
    return script + kEnterCgroups;
}

struct InfoPipe {
    UniqueFd read, write;
    InfoPipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(ErrorKind::host, "cannot make a pipe");
        read = UniqueFd(ends[0]);
        write = UniqueFd(ends[1]);
    }
};

// bubblewrap's {"child-pid": N, ...}, once it has written all of it.
pid_t read_child_pid(int fd, double timeout_s) {
    std::string text;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(timeout_s);
    while (std::chrono::steady_clock::now() < end) {
        struct pollfd news {
            fd, POLLIN, 0
        };
        if (::poll(&news, 1, 100) <= 0) continue;
        char buffer[512];
        const auto got = ::read(fd, buffer, sizeof buffer);
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
        if (text.find('}') != std::string::npos)
            return parse_json(text, "bubblewrap's information").at("child-pid").get<pid_t>();
    }
    return -1;
}

}  // namespace

Session::Session(const SessionSpec& spec, const SessionCgroups& cgroups, Process& process)
    : spec_(spec), process_(process), rootless_(::geteuid() != 0), join_(join_script(cgroups)) {
    InfoPipe info;
    Command command;
    command.argv = {"unshare", "--mount", "--propagation", "private"};
    if (rootless_) command.argv.insert(command.argv.end(), {"--user", "--map-root-user", "--map-auto"});
    command.argv.insert(command.argv.end(),
                        {"--", "/bin/sh", "-c", kPrepare, "prepare", fs::canonical(spec.root).string(),
                         fs::canonical(spec.scratch).string(), joined_cgroups(cgroups), spec.prefix});
    const auto words = sandbox_arguments(spec, cgroups, info.write.get());
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.env = std::map<std::string, std::string>{{"PATH", kPath}};
    command.output_file = spec.logs / "session.out";
    command.keep_fds = {info.write.get()};
    sandbox_ = process_.start(command);
    info.write = UniqueFd();
    try {
        await_ready(info.read.get());
        cgroups.settle({sandbox_});
    } catch (const Error&) {
        process_.kill(sandbox_, SIGKILL);
        process_.wait(sandbox_, 5);
        throw;
    }
}

Session::~Session() {
    for (const auto& [pid, running] : started_)
        if (running) process_.kill(pid, SIGKILL);
    process_.kill(sandbox_, SIGKILL);
    for (const auto& [pid, running] : started_)
        if (running) process_.wait(pid, 5);
    process_.wait(sandbox_, 5);
}

void Session::await_ready(int info_fd) {
    inside_ = read_child_pid(info_fd, kSessionSeconds);
    const auto ready = spec_.logs / kReady;
    for (double waited = 0; inside_ > 0 && waited < kSessionSeconds; waited += 0.01) {
        throw_if_interrupted();
        if (fs::exists(ready)) {
            fs::remove(ready);
            return;
        }
        if (::kill(inside_, 0) != 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw refused(spec_, rootless_);
}

Command Session::enter(const Run& run) const {
    Command command;
    auto& argv = command.argv;
    argv = {"nsenter", "--target", std::to_string(inside_), "--mount", "--uts", "--ipc", "--net", "--pid"};
    if (rootless_) argv.push_back("--user");
    argv.push_back("--");
    if (!join_.empty()) argv.insert(argv.end(), {"/bin/sh", "-c", join_, "join"});
    if (run.user != kRootUser)
        argv.insert(argv.end(), {"setpriv", "--reuid=" + run.user, "--regid=" + run.user, "--init-groups", "--"});
    argv.insert(argv.end(), run.argv.begin(), run.argv.end());
    command.env = run.env;
    command.env->emplace("PATH", kPath);
    command.env->emplace("HOME", "/");
    command.input = run.input;
    command.timeout_s = run.timeout_s;
    return command;
}

Finished Session::run(const Run& run) {
    auto finished = process_.run(enter(run));
    throw_if_interrupted();
    return finished;
}

std::string Session::shell(const std::string& what, const std::string& script, const std::string& user,
                           double timeout_s) {
    const auto finished = run({{"/bin/sh", "-c", script}, user, {}, "", timeout_s});
    if (finished.ok()) return finished.out;
    const auto ended = finished.timed_out ? fmt::format("had no answer within {}", format_duration(timeout_s))
                                          : fmt::format("failed with exit status {}", finished.exit_code);
    throw Error(ErrorKind::proof,
                fmt::format("{} {}: {}", what, ended, join(last_lines(finished.out + finished.err, 5), "\n")));
}

pid_t Session::start(const std::string& name, const Run& run) {
    auto command = enter(run);
    command.output_file = spec_.logs / (name + ".out");
    command.timeout_s = 0;
    const auto pid = process_.start(command);
    started_[pid] = true;
    return pid;
}

bool Session::has_ended(pid_t pid) {
    auto& running = started_[pid];
    if (running && process_.wait(pid, 0)) running = false;
    return !running;
}

void Session::stop(pid_t pid, double timeout_s) {
    auto& running = started_[pid];
    if (!running) return;
    if (timeout_s > 0) process_.kill(pid, SIGTERM);
    if (timeout_s <= 0 || !process_.wait(pid, timeout_s)) {
        process_.kill(pid, SIGKILL);
        process_.wait(pid, 5);
    }
    running = false;
}

void Session::write_file(const std::string& path, const std::string& content, const std::string& owner,
                         const std::string& mode) {
    constexpr const char* kWrite =
        R"sh(set -e; umask 077; mkdir -p "${1%/*}"; cat > "$1"; chown "$2" "$1"; chmod "$3" "$1")sh";
    Run write;
    write.argv = {"/bin/sh", "-c", kWrite, "write", path, owner, mode};
    write.input = content;
    const auto finished = run(write);
    if (!finished.ok())
        throw Error(ErrorKind::proof, fmt::format("cannot write {} in the sandbox: {}", path, trim(finished.err)));
}

std::string Session::log_tail(const std::string& file, std::size_t lines) {
    const auto finished = run(
        {{"tail", fmt::format("--lines={}", lines), fmt::format("{}/{}", kLogsInside, file)}, kRootUser, {}, "", 10});
    return finished.ok() ? finished.out : "";
}

void Session::hand_over_logs() {
    shell("handing over the logs", fmt::format("chmod 0755 {0} && chmod -R a+rX {0} && chown -R 0:0 {0}", kLogsInside));
}

}  // namespace sf
