// The clock: munge's credentials hold for five minutes, so hosts whose clocks differ by more do not understand each
// other.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/files.h"
#include "base/text.h"
#include "doctor/checks.h"
#include "doctor/munged.h"

namespace sf {

namespace {

constexpr double kToleratedSkew = 30;  // seconds; a tenth of what munge tolerates

const std::vector<std::string>& synchronise() {
    static const std::vector<std::string> cure = {
        "timedatectl set-ntp true     # where systemd-timesyncd or chrony is installed",
        "apt-get install chrony || dnf install chrony",
        "systemctl enable --now chrony || systemctl enable --now chronyd", "chronyc makestep"};
    return cure;
}

// The controller's clock minus this one, by `sdiag output at DATE (SECONDS)`; nothing without an answer.
std::optional<double> controller_skew(const Patient& patient) {
    constexpr std::string_view kTime = "sdiag output at";
    const auto said = patient.host.run({patient.program("bin/sdiag")});
    const auto start = said.out.find(kTime);
    if (!said.ok() || start == std::string::npos) return std::nullopt;
    const auto open = said.out.find('(', start);
    if (open == std::string::npos) return std::nullopt;
    long long seconds = 0;
    const auto* end = said.out.data() + said.out.size();
    if (std::from_chars(said.out.data() + open + 1, end, seconds).ec != std::errc()) return std::nullopt;
    return static_cast<double>(seconds - patient.host.clock().unix_seconds());
}

// A credential that another host has just made: its time is that host's.
void check_credential(const Patient& patient, Symptoms& findings) {
    const auto text = patient.host.read(patient.credential);
    if (!text)
        return findings.fault(fmt::format("the credential {} cannot be read", patient.credential.string()),
                              "it shall be what munge printed on another host just now",
                              {"ssh CONTROLLER munge -n >" + patient.credential.string()});
    const auto decoded = decode_credential(patient, *text);
    if (!decoded.tried) return findings.note("there is no program unmunge to decode the credential with");
    if (decoded.success) return findings.ok("a credential of another host was decoded");
    const auto& said = decoded.status;
    if (said.find("Rewound") != std::string::npos)
        return findings.fault("this clock is behind that of the host of the credential: " + said,
                              "nothing that it sends is taken here", synchronise());
    if (said.find("Expired") != std::string::npos)
        return findings.fault(
            "this clock is more than five minutes ahead of that of the host of the credential, or the "
            "credential is older: " +
                said,
            "nothing that it sends is taken here", synchronise());
    findings.fault(
        "a credential of another host is not understood: " + said,
        "the two hosts have different keys, so that neither trusts the other",
        {fmt::format("sha256sum {}     # on both", Munged{}.key_file),
         fmt::format("ssh CONTROLLER cat {0} | install -m 0400 -o munge -g munge /dev/stdin {0}", Munged{}.key_file),
         "systemctl restart munge"});
}

}  // namespace

void check_clock(const Patient& patient, Symptoms& findings) {
    if (!patient.host.clock_is_synchronised())
        findings.warning("the kernel's clock is synchronised with nothing",
                         "it will drift; from five minutes on munge refuses this host's credentials", synchronise());
    if (!patient.credential.empty()) check_credential(patient, findings);
    if (const auto skew = patient.slurm_conf ? controller_skew(patient) : std::nullopt) {
        if (std::abs(*skew) > kToleratedSkew)
            findings.fault(fmt::format("the controller's clock is {} {} this one", format_duration(std::abs(*skew)),
                                       *skew > 0 ? "ahead of" : "behind"),
                           "jobs start and end at wrong times; from five minutes on nothing is understood any more",
                           synchronise());
        else
            findings.ok("agrees with the controller's");
    } else if (findings.clean() && patient.credential.empty()) {
        findings.ok("synchronised");
    }
}

}  // namespace sf
