// The daemons of this host's roles: do they run, from the build that `current` leads to?
#include <fmt/format.h>

#include <array>

#include "base/files.h"
#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

struct DaemonOfRole {
    Role role;
    const char* name;
};
constexpr std::array kDaemons = {DaemonOfRole{Role::dbd, "slurmdbd"}, DaemonOfRole{Role::controller, "slurmctld"},
                                 DaemonOfRole{Role::compute, "slurmd"}, DaemonOfRole{Role::restd, "slurmrestd"}};

std::vector<std::string> start_daemon(const std::string& name) {
    return {fmt::format("systemctl enable --now {}", name),
            fmt::format("systemctl status {0}; journalctl -u {0} -n 30", name)};
}

void check_daemon(const Patient& patient, const std::vector<HostProcess>& running, const std::string& name,
                  Symptoms& findings) {
    const auto expected = (patient.build / "view/sbin" / name).string();
    constexpr std::string_view kDeleted = " (deleted)";
    std::size_t seen = 0;
    for (const auto& program : running) {
        if (program.name != name) continue;
        ++seen;
        if (program.program.empty())
            findings.note(fmt::format("{} runs (process {})", name, program.pid), "from where, only root can see");
        else if (program.program == expected)
            findings.ok(fmt::format("{} runs (process {})", name, program.pid));
        else if (program.program.ends_with(kDeleted))
            findings.fault(fmt::format("{} runs from a build that was removed: {}", name,
                                       program.program.substr(0, program.program.size() - kDeleted.size())),
                           "it cannot load plugins any more, and slurmd cannot start steps",
                           {fmt::format("systemctl restart {}", name)});
        else if (is_below(program.program, fs::weakly_canonical(patient.prefix).string()))
            findings.warning(fmt::format("{} still runs from an older build: {}", name, program.program),
                             "it goes on until it is restarted; jobs survive that",
                             {fmt::format("systemctl restart {}", name)});
        else
            findings.fault(fmt::format("another Slurm's {} runs: {}", name, program.program),
                           "it holds the port, the state and the socket of the bundle's",
                           {fmt::format("systemctl status {}     # names its unit", program.pid),
                            fmt::format("systemctl disable --now {0} && systemctl enable --now {0}     # with the unit "
                                        "of the bundle in /etc/systemd/system",
                                        name)});
    }
    if (seen == 0)
        findings.fault(fmt::format("{} does not run", name), "this host's role needs it", start_daemon(name));
}

}  // namespace

void check_daemons(const Patient& patient, Symptoms& findings) {
    if (patient.build.empty())
        return findings.fault(fmt::format("{} has no current build", patient.prefix.string()),
                              "there is nothing that daemons could run from",
                              {"slurm-factory install BUNDLE", "slurm-factory list"});
    const auto running = patient.host.running();
    for (const auto& daemon : kDaemons)
        if (patient.is(daemon.role)) check_daemon(patient, running, daemon.name, findings);
}

}  // namespace sf
