// munged, by which the hosts of a cluster know each other's users: its socket, and a credential there and back.
#include <fmt/format.h>

#include "base/text.h"
#include "doctor/checks.h"
#include "doctor/munged.h"

namespace sf {

namespace {

const std::vector<std::string>& start_munge() {
    static const std::vector<std::string> cure = {
        "systemctl enable --now munge", "systemctl status munge; journalctl -u munge -n 20",
        "# without that unit: apt-get install munge, dnf install munge, or slurm_install.sh with the bundle's own"};
    return cure;
}

void check_round_trip(const Patient& patient, Symptoms& findings) {
    const auto socket = "--socket=" + munge_socket(patient);
    const auto made = patient.host.run({patient.program("bin/munge"), "--no-input", socket});
    if (made.exit_code == 127)
        return findings.note("there is no program munge to make a credential with",
                             "slurm-factory doctor --after tries it with the bundle's");
    const auto decoded = made.ok() ? decode_credential(patient, made.out) : Decoded{};
    if (decoded.success) return findings.ok("munged made a credential and decoded it");
    const auto said = made.ok() ? decoded.status : join(last_lines(made.err + made.out, 2), "; ");
    findings.fault("munged does not answer: " + said, "no daemon and no command of Slurm gets further than this",
                   start_munge());
}

}  // namespace

std::optional<Munged> running_munged(const Host& host) {
    for (const auto& program : host.running()) {
        if (program.name != "munged") continue;
        Munged munged{program.uid};
        constexpr std::string_view kOption = "--key-file=";
        for (const auto& word : program.argv)
            if (word.starts_with(kOption)) munged.key_file = word.substr(kOption.size());
        return munged;
    }
    return std::nullopt;
}

std::string munge_socket(const Patient& patient) {
    constexpr std::string_view kWord = "socket=";
    for (const auto& word : split(patient.setting("AuthInfo", ""), ','))
        if (word.starts_with(kWord)) return word.substr(kWord.size());
    return "/run/munge/munge.socket.2";
}

Decoded decode_credential(const Patient& patient, const std::string& credential) {
    constexpr std::string_view kStatus = "STATUS:";
    const auto ran = patient.host.run(
        {patient.program("bin/unmunge"), "--keys=STATUS", "--socket=" + munge_socket(patient)}, credential);
    Decoded decoded{ran.ok(), ran.exit_code != 127, join(last_lines(ran.err, 1), "")};
    for (const auto& line : split(ran.out, '\n'))
        if (line.starts_with(kStatus)) decoded.status = trim(std::string_view(line).substr(kStatus.size()));
    return decoded;
}

void check_munge(const Patient& patient, Symptoms& findings) {
    if (!patient.uses_munge()) return findings.ok("not used: slurm.conf has another AuthType");
    const std::filesystem::path socket = munge_socket(patient);
    if (!patient.host.has(socket))
        return findings.fault(fmt::format("munged has no socket {}", socket.string()),
                              running_munged(patient.host)
                                  ? "a munged runs, with a socket elsewhere: AuthInfo=socket=PATH would name it"
                                  : "no munged runs, so no daemon and no command of Slurm starts",
                              start_munge());
    const auto folder = patient.host.facts(socket.parent_path());
    if (folder && (folder->mode & 0001) == 0)
        findings.fault(
            fmt::format("{} may not be entered by users (mode {})", socket.parent_path().string(), octal(folder->mode)),
            "their commands fail: Munge encode failed: Failed to access, Permission denied",
            {"chmod 0755 " + socket.parent_path().string()});
    check_round_trip(patient, findings);
}

}  // namespace sf
