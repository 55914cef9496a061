// Folders and files that daemons write or keep secret: owners and modes.
#include <fmt/format.h>

#include "doctor/checks.h"

namespace sf {

namespace {

bool may_write(const FileFacts& facts, const UserEntry& user) {
    if (user.uid == 0) return true;
    if (facts.uid == user.uid) return (facts.mode & 0200) != 0;
    if (facts.gid == user.gid) return (facts.mode & 0020) != 0;
    return (facts.mode & 0002) != 0;
}

std::string make_folder(const std::filesystem::path& folder, const std::string& user) {
    return fmt::format("install -d -m 0755 -o {0} -g $(id -gn {0}) {1}", user, folder.string());
}

void check_state(const Host& host, const std::filesystem::path& folder, const UserEntry& user, Symptoms& findings) {
    const auto facts = host.facts(folder);
    if (!facts)
        return findings.fault(fmt::format("slurmctld's state has no folder {}", folder.string()),
                              "slurmctld does not make it, and does not start", {make_folder(folder, user.name)});
    if (!may_write(*facts, user))
        findings.fault(fmt::format("{} belongs to uid {}, slurmctld runs as {} ({})", folder.string(), facts->uid,
                                   user.name, user.uid),
                       "it cannot save the state of jobs, and does not start",
                       {fmt::format("chown -R {0}: {1}", user.name, folder.string())});
    if ((facts->mode & 0002) != 0 && (facts->mode & 01000) == 0)
        findings.fault(fmt::format("everybody may write in {} (mode {})", folder.string(), octal(facts->mode)),
                       "whoever does can replace the scripts of jobs, and run them as others",
                       {fmt::format("chmod go-w {}", folder.string())});
}

// slurmd makes its own folder, but none above it.
void check_spool(const Host& host, const std::filesystem::path& folder, Symptoms& findings) {
    if (folder.string().find('%') != std::string::npos || host.has(folder) || host.has(folder.parent_path())) return;
    findings.fault(fmt::format("slurmd's spool cannot be made: there is no {}", folder.parent_path().string()),
                   "slurmd makes the last folder of SlurmdSpoolDir alone", {make_folder(folder, "root")});
}

void check_log(const Host& host, const std::string& file, const std::string& daemon, const UserEntry& user,
               Symptoms& findings) {
    if (file.empty() || file == "none") return;  // syslog
    const auto folder = std::filesystem::path(file).parent_path();
    const auto facts = host.facts(folder);
    if (!facts)
        findings.fault(fmt::format("{}'s log has no folder {}", daemon, folder.string()),
                       fmt::format("{} writes no log, or does not start", daemon), {make_folder(folder, user.name)});
    else if (!may_write(*facts, user))
        findings.fault(fmt::format("{} may not write its log in {} (uid {}, mode {})", daemon, folder.string(),
                                   facts->uid, octal(facts->mode)),
                       fmt::format("{} runs as {}", daemon, user.name),
                       {fmt::format("chown {}: {}", user.name, folder.string())});
}

void check_slurmdbd_conf(const Patient& patient, const UserEntry& user, Symptoms& findings) {
    const auto file = patient.conf_folder / "slurmdbd.conf";
    const auto facts = patient.host.facts(file);
    if (!facts) return;
    if (facts->mode != 0600 || facts->uid != user.uid)
        findings.fault(fmt::format("{} belongs to uid {} with mode {}", file.string(), facts->uid, octal(facts->mode)),
                       "it holds the database's password; slurmdbd takes it from its own user with 0600 alone",
                       {fmt::format("chown {0}: {1} && chmod 0600 {1}", user.name, file.string())});
    check_log(patient.host, patient.slurmdbd_conf.get("LogFile").value_or(""), "slurmdbd", user, findings);
}

}  // namespace

void check_folders(const Patient& patient, Symptoms& findings) {
    if (!patient.slurm_conf)
        findings.note(fmt::format("there is no {}/slurm.conf yet", patient.conf_folder.string()),
                      "a configless node gets it from the controller; elsewhere configure writes one",
                      {"slurm-factory configure --cluster-name NAME"});
    const auto user = find_user(patient.host, patient.slurm_user());
    if (!user) return findings.note(fmt::format("there is no user {} to own them", patient.slurm_user()), "see users");
    if (patient.is(Role::controller) && patient.slurm_conf) {
        check_state(patient.host, patient.state_folder(), *user, findings);
        check_log(patient.host, patient.setting("SlurmctldLogFile", ""), "slurmctld", *user, findings);
    }
    if (patient.is(Role::compute) && patient.slurm_conf) {
        check_spool(patient.host, patient.spool_folder(), findings);
        check_log(patient.host, patient.setting("SlurmdLogFile", ""), "slurmd", {"root", 0, 0}, findings);
    }
    if (patient.is(Role::dbd)) check_slurmdbd_conf(patient, *user, findings);
    if (findings.all().empty()) findings.ok(fmt::format("{} and root can write what their daemons must", user->name));
}

}  // namespace sf
