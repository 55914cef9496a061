// The users of the daemons. Numbers count: munge carries uids, and state on shared disks has them.
#include <fmt/format.h>

#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

// Of the unit's User=, where there is such a unit.
std::string restd_user(const Host& host) {
    for (const auto* folder : {"/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"}) {
        const auto unit = host.read(std::filesystem::path(folder) / "slurmrestd.service");
        if (!unit) continue;
        for (const auto& line : split(*unit, '\n'))
            if (line.starts_with("User=")) return std::string(trim(line.substr(5)));
        return "root";  // systemd's own choice
    }
    return "slurmrestd";
}

std::vector<std::string> add_user(const std::string& user, const std::optional<unsigned>& uid) {
    const auto number = uid ? std::to_string(*uid) : "UID";
    std::vector<std::string> cure = {
        fmt::format("groupadd --system --gid {} {}", number, user),
        fmt::format("useradd --system --uid {} --gid {} --shell /usr/sbin/nologin {}", number, user, user)};
    if (!uid) cure.insert(cure.begin(), "# UID: the same on all hosts; elsewhere: id -u " + user);
    return cure;
}

// Returns the user, if there is one.
std::optional<UserEntry> check_slurm_user(const Patient& patient, Symptoms& findings) {
    const auto name = patient.slurm_user();
    auto user = find_user(patient.host, name);
    if (!user) {
        findings.fault(fmt::format("there is no user {}", name),
                       "slurmctld and slurmdbd run as this user, and slurmd knows the controller by it",
                       add_user(name, patient.uid));
        return user;
    }
    if (user->uid == 0)
        findings.warning(fmt::format("SlurmUser is {}", name), "slurmctld speaks to the network: it should not be root",
                         {fmt::format("# add a user slurm, set SlurmUser=slurm in {}/slurm.conf, then",
                                      patient.conf_folder.string()),
                          "chown -R slurm: /var/spool/slurmctld"});
    if (patient.uid && user->uid != *patient.uid)
        findings.fault(
            fmt::format("{} has uid {} here and {} elsewhere", name, user->uid, *patient.uid),
            "the daemons refuse messages of a controller with another uid: \"Security violation\"",
            {"systemctl stop slurmctld slurmd slurmdbd", fmt::format("usermod --uid {} {}", *patient.uid, name),
             fmt::format("find / -xdev -uid {} -exec chown -h {} {{}} +", user->uid, name)});
    // The first entry of a number wins: with two, files and messages get the other name.
    if (const auto first = find_user(patient.host, std::to_string(user->uid)); first && first->name != name)
        findings.fault(fmt::format("{} and {} both have uid {}", first->name, name, user->uid),
                       "one can do all that the other can, and files show the wrong name",
                       {fmt::format("usermod --uid OTHER {}     # a number that is free on all hosts", first->name)});
    return user;
}

void check_restd_user(const Patient& patient, Symptoms& findings) {
    const auto name = restd_user(patient.host);
    const auto user = find_user(patient.host, name);
    if (!user)
        findings.fault(fmt::format("there is no user {} for slurmrestd", name), "its unit does not start",
                       add_user(name, std::nullopt));
    else if (user->uid == 0 || name == patient.slurm_user())
        findings.fault(
            fmt::format("slurmrestd would run as {}", name),
            "it refuses to: what it is asked for would be done with that user's rights",
            {add_user("slurmrestd", std::nullopt).back(), "mkdir -p /etc/systemd/system/slurmrestd.service.d",
             "printf '[Service]\\nUser=slurmrestd\\nGroup=slurmrestd\\n' "
             ">/etc/systemd/system/slurmrestd.service.d/user.conf",
             "systemctl daemon-reload"});
}

}  // namespace

void check_users(const Patient& patient, Symptoms& findings) {
    const auto slurm = check_slurm_user(patient, findings);
    if (patient.uses_munge() && !find_user(patient.host, "munge"))
        findings.fault(
            "there is no user munge", "munged runs as this user",
            {"apt-get install munge     # or dnf install munge: they bring it along",
             "useradd --system --home-dir /var/lib/munge --shell /usr/sbin/nologin munge     # without them"});
    if (patient.is(Role::restd)) check_restd_user(patient, findings);
    if (slurm && findings.clean()) findings.ok(fmt::format("{} has uid {}", slurm->name, slurm->uid));
}

}  // namespace sf
