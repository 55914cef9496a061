#include "prove/cluster.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr std::size_t kLogLines = 8;

// Fixed numbers, the ones that distributions use where they have any; a user that the root has keeps its own.
constexpr const char* kUsers = R"(
add() {
    grep -q "^$1:" /etc/group || echo "$1:x:$2:" >> /etc/group
    grep -q "^$1:" /etc/passwd || echo "$1:x:$2:$2::/home/$1:/bin/sh" >> /etc/passwd
}
add slurm 64030
add munge 64031
add slurmrestd 64032
add mysql 64033
add alice 64034
)";

constexpr const char* kFolders = R"(
make() { mkdir -p "$3"; chown "$1:$1" "$3"; chmod "$2" "$3"; }
make slurm 0755 /var/spool/slurmctld
make root 0755 /var/spool/slurmd
make root 0755 /var/spool/profile
make munge 0700 /etc/munge
make munge 0755 /run/munge
make munge 0700 /var/lib/munge
make munge 0700 /var/log/munge
make mysql 0755 /var/lib/mysql
make mysql 0755 /run/mysqld
make slurm 0755 /run/slurmdbd
make slurmrestd 0755 /run/slurmrestd
make alice 0755 /home/alice
make slurm 0755 /var/spool/keys/slurmctld
mkdir -p /etc/slurm /etc/slurm-keys
rm -f /etc/slurm/slurm.conf
chmod 1777 /var/log/prove
key() { head -c "$4" /dev/urandom > "$3"; chown "$1:$1" "$3"; chmod "$2" "$3"; }
key slurm 0600 /var/spool/slurmctld/jwt_hs256.key 32
key slurm 0600 /etc/slurm-keys/slurm.key 256
)";

}  // namespace

bool wait_until(double timeout_s, const std::function<bool()>& ready) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(timeout_s);
    while (!ready()) {
        throw_if_interrupted();
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

void Cluster::prepare() {
    session_.shell("preparing users and folders", std::string("set -e\n") + kUsers + kFolders);
}

void Cluster::write_configuration() {
    session_.write_file("/etc/slurm/slurm.conf", slurm_conf(shape_), kRootUser, "0644");
    session_.write_file("/etc/slurm/cgroup.conf", cgroup_conf(shape_), kRootUser, "0644");
    if (shape_.profile) session_.write_file("/etc/slurm/acct_gather.conf", acct_gather_conf(), kRootUser, "0644");
    session_.write_file("/etc/slurm/job_submit.lua", job_submit_lua(), kRootUser, "0644");
    session_.write_file("/etc/slurm/slurmdbd.conf", slurmdbd_conf(), std::string(kSlurmUser) + ":" + kSlurmUser,
                        "0600");
}

void Cluster::start(const std::string& name, const std::vector<std::string>& argv, const std::string& user,
                    const std::map<std::string, std::string>& env) {
    daemons_[name] = session_.start(name, {argv, user, env, "", 0});
}

void Cluster::stop(const std::string& name, double timeout_s) {
    const auto found = daemons_.find(name);
    if (found == daemons_.end()) return;
    session_.stop(found->second, timeout_s);
    daemons_.erase(found);
}

void Cluster::await(const std::string& name, const std::string& what, double timeout_s,
                    const std::function<bool()>& ready) {
    const auto pid = daemons_.at(name);
    bool ended = false;
    const bool done = wait_until(timeout_s, [&] {
        if (ready()) return true;
        ended = session_.has_ended(pid);
        return ended;
    });
    if (done && !ended) return;
    throw Error(ErrorKind::proof,
                fmt::format("{}: {}\n{}", what, ended ? name + " ended" : "not within " + format_duration(timeout_s),
                            log_of(name)));
}

std::string Cluster::log_of(const std::string& name) {
    std::vector<std::string> lines;
    for (const auto* ending : {".out", ".log"})
        for (const auto& line : last_lines(session_.log_tail(name + ending, kLogLines), kLogLines))
            lines.push_back(name + ending + ": " + line);
    return join(lines, "\n");
}

Finished Cluster::run(const std::vector<std::string>& argv, const std::string& user,
                      const std::map<std::string, std::string>& env, double timeout_s) {
    auto words = argv;
    words.front() = program(words.front());
    return session_.run({words, user, env, "", timeout_s});
}

std::string Cluster::ask(const std::vector<std::string>& argv, const std::string& user,
                         const std::map<std::string, std::string>& env, double timeout_s) {
    auto finished = run(argv, user, env, timeout_s);
    if (finished.ok()) return std::string(trim(finished.out));
    const auto ended = finished.timed_out ? "had no answer within " + format_duration(timeout_s)
                                          : fmt::format("failed with exit status {}", finished.exit_code);
    throw Error(ErrorKind::proof, fmt::format("{} {}\n{}", join(argv, " "), ended,
                                              join(last_lines(finished.out + finished.err, kLogLines), "\n")));
}

std::string Cluster::job_field(const std::string& job, const std::string& field) {
    const auto shown = run({"bin/scontrol", "--oneliner", "show", "job", job}, kRootUser);
    const auto start = (" " + shown.out).find(" " + field + "=");
    if (!shown.ok() || start == std::string::npos) return "";
    const auto value = shown.out.substr(start + field.size() + 1);
    return value.substr(0, value.find_first_of(" \n"));
}

}  // namespace sf
