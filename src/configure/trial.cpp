#include "configure/trial.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "configure/hostlist.h"
#include "configure/slurm_conf.h"

namespace sf {

namespace {

constexpr const char* kReady = "Running as primary controller";
constexpr const char* kAddress = "10.99.0.1";  // of every host of the configuration, on the throwaway's loopback
constexpr int kCannotIsolate = 97;             // exit status of the script

// Run as the first process of the namespaces. An address besides 127.0.0.1 because slurmctld cannot listen where there
// is no other (getaddrinfo's AI_ADDRCONFIG).
constexpr const char* kScript = R"(
view=$1 scratch=$2 controller=$3
isolate() {
    umask 022
    command -v ip >/dev/null || { echo "there is no program ip: install iproute2"; return 1; }
    echo "$controller" >/proc/sys/kernel/hostname && ip link set lo up && ip addr add 10.99.0.1/32 dev lo &&
        mount -t tmpfs -o mode=0755 tmpfs /run && mkdir -m 755 /run/munge && mkdir -m 700 /run/key &&
        mount --bind "$scratch/hosts" /etc/hosts && cd "$scratch"
}
isolate || exit 97
head -c 128 /dev/urandom >/run/key/munge.key && chmod 400 /run/key/munge.key
"$view/sbin/munged" --num-threads=2 --key-file=/run/key/munge.key --seed-file=/run/key/seed \
    --pid-file=/run/key/pid --log-file=/run/key/log --socket=/run/munge/munge.socket.2 2>"$scratch/munged.out"
exec "$view/sbin/slurmctld" -D -c -f "$scratch/slurm.conf"
)";

// What would reach out of the throwaway, or hide what it says.
constexpr std::array kLeftOut = {"AccountingStorageEnforce",
                                 "AccountingStorageType",
                                 "DebugFlags",
                                 "JobCompType",
                                 "LogTimeFormat",
                                 "SlurmctldLogFile",
                                 "SlurmctldPrimaryOffProg",
                                 "SlurmctldPrimaryOnProg",
                                 "SlurmctldSyslogDebug",
                                 "SlurmSchedLogFile",
                                 "SlurmctldAddr",
                                 "AuthInfo"};

// It has no state to go on with and no accounting, as it should be.
constexpr std::array kOwnAffairs = {" state file", "backup state save file", "information gathered, but not stored"};

std::string primary_controller(const SlurmConf& conf) {
    const auto hosts = controllers_of(conf);
    return hosts.empty() ? "localhost" : hosts.front();
}

// Every host of the configuration by the address of the throwaway, so that no name server is missed.
std::string hosts_file(const SlurmConf& conf) {
    std::set<std::string> names = {primary_controller(conf)};
    for (const auto& line : conf.lines_of("NodeName")) {
        auto fields = conf_fields(line);
        for (const auto* key : {"nodename", "nodehostname", "nodeaddr"}) {
            if (fields[key].empty() || fields[key] == "DEFAULT") continue;
            try {
                for (const auto& name : expand_hostlist(fields[key])) names.insert(name);
            } catch (const Error&) {
                // slurmctld is asked what it thinks of it.
            }
        }
    }
    std::string text = "127.0.0.1 localhost\n";
    for (const auto& name : names) text += fmt::format("{} {}\n", kAddress, name);
    return text;
}

// What stands beside slurm.conf may be read by slurmctld: scripts in Lua, plugstack.conf; no secrets.
void copy_beside(const fs::path& folder, const fs::path& scratch) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const auto name = entry.path().filename().string();
        if (!entry.is_regular_file() || name == "slurmdbd.conf") continue;
        if (name.ends_with(".conf") || name.ends_with(".lua")) write_file_atomic(scratch / name, read_file(entry));
    }
}

std::vector<std::string> complaints_in(const std::string& log) {
    std::vector<std::string> complaints;
    for (const auto& line : split(log, '\n')) {
        if (std::any_of(kOwnAffairs.begin(), kOwnAffairs.end(),
                        [&](const char* affair) { return line.find(affair) != std::string::npos; }))
            continue;
        for (const auto* word : {"error: ", "fatal: "})
            if (const auto start = line.find(word); start != std::string::npos) {
                complaints.push_back(line.substr(start));
                break;
            }
    }
    return complaints;
}

Command throwaway(const TrialSpec& spec, const std::string& controller) {
    Command command;
    command.argv = {"unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"};
    command.argv.insert(command.argv.end(),
                        {"/bin/sh", "-c", kScript, "trial", spec.view.string(), spec.scratch.string(), controller});
    command.output_file = spec.scratch / "slurmctld.out";
    return command;
}

}  // namespace

std::string trial_slurm_conf(const std::string& slurm_conf, const fs::path& scratch) {
    SlurmConf conf(slurm_conf);
    for (const auto* key : kLeftOut) conf.unset(key);
    conf.set("SlurmUser", "root");
    conf.set("SlurmctldDebug", "info");
    conf.set("StateSaveLocation", (scratch / "state").string());
    conf.set("SlurmctldPidFile", (scratch / "slurmctld.pid").string());
    conf.set_lines("SlurmctldHost", {"SlurmctldHost=" + primary_controller(conf)});
    return conf.text();
}

Trial try_configuration(const std::vector<ConfiguredFile>& files, const TrialSpec& spec, Process& process) {
    copy_beside(spec.folder, spec.scratch);
    make_dirs(spec.scratch / "state");
    std::string controller;
    for (const auto& file : files) {
        if (file.of_slurm) continue;  // slurmdbd's alone
        if (file.name != "slurm.conf") {
            write_file_atomic(spec.scratch / file.name, file.content);
            continue;
        }
        const auto whole = with_includes(file.content, spec.folder);
        const SlurmConf conf(whole);
        controller = primary_controller(conf);
        write_file_atomic(spec.scratch / "hosts", hosts_file(conf));
        write_file_atomic(spec.scratch / file.name, trial_slurm_conf(whole, spec.scratch));
        if (conf.get("AuthType") == "auth/slurm")
            write_file_atomic(spec.scratch / "slurm.key", "a key that nobody else has: " + spec.scratch.string(), 0600);
    }
    const auto command = throwaway(spec, controller);
    const auto pid = process.start(command);
    std::string log;
    std::optional<Finished> ended;
    for (double waited = 0; waited < spec.timeout_s && !ended; waited += 0.05) {
        ended = process.wait(pid, 0.05);
        log = read_file_if_exists(*command.output_file).value_or("");
        if (log.find(kReady) != std::string::npos) break;
        throw_if_interrupted();
    }
    if (!ended) {
        process.kill(pid, SIGKILL);  // the namespaces end with it
        process.wait(pid, 5);
    }
    const bool isolated = !ended || (ended->exit_code != kCannotIsolate && log.find("unshare: ") == std::string::npos);
    if (!isolated)
        throw Error(ErrorKind::host,
                    fmt::format("this machine cannot run a throwaway slurmctld: {}", join(last_lines(log, 3), "; ")),
                    "run configure as root, or skip the check with --no-check");
    Trial trial;
    trial.accepted = log.find(kReady) != std::string::npos;
    trial.complaints = complaints_in(log);
    if (!trial.accepted && trial.complaints.empty()) trial.complaints = last_lines(log, 5);
    return trial;
}

}  // namespace sf
