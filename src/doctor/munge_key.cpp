// The secret of the cluster: munged refuses one that others can read or replace, and whoever reads it is anybody.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/munged.h"

namespace sf {

namespace {

constexpr std::uintmax_t kShortestKey = 32;  // bytes; munged(8) refuses less

void check_key_file(const std::string& key, const FileFacts& facts, const UserEntry& owner, Symptoms& findings) {
    if ((facts.mode & 0077) != 0)
        findings.fault(fmt::format("{} can be read or written by others (mode {})", key, octal(facts.mode)),
                       "munged does not start with it; whoever has read it can be any user, root too, on the cluster",
                       {"chmod 0400 " + key,
                        fmt::format("# were there other users here? then a new one, for all hosts: mungekey --create "
                                    "--force --keyfile={}",
                                    key)});
    if (facts.uid != owner.uid)
        findings.fault(
            fmt::format("{} belongs to uid {}, munged runs as {} ({})", key, facts.uid, owner.name, owner.uid),
            "munged does not start: Keyfile is insecure: invalid ownership",
            {fmt::format("chown {0}: {1}", owner.name, key), "systemctl restart munge"});
    if (facts.size < kShortestKey)
        findings.fault(fmt::format("{} has {} bytes", key, facts.size), "munged takes 32 at least",
                       {"mungekey --create --force --keyfile=" + key, "# and copy it to all hosts of the cluster"});
}

// munged looks at the folders of its files too.
void check_munge_folder(const Host& host, const std::string& folder, const UserEntry& owner, bool secret,
                        Symptoms& findings) {
    const auto facts = host.facts(folder);
    if (!facts) return;
    if (facts->uid != owner.uid && facts->uid != 0)
        findings.fault(
            fmt::format("{} belongs to uid {}, munged runs as {} ({})", folder, facts->uid, owner.name, owner.uid),
            "munged does not start in somebody else's folder", {fmt::format("chown {0}: {1}", owner.name, folder)});
    if ((facts->mode & 0022) != 0 && (facts->mode & 01000) == 0)
        findings.fault(fmt::format("{} can be written by others (mode {})", folder, octal(facts->mode)),
                       "munged does not start: who writes there can replace its files", {"chmod go-w " + folder});
    else if (secret && (facts->mode & 0077) != 0)
        findings.warning(fmt::format("{} can be entered by others (mode {})", folder, octal(facts->mode)),
                         "nothing but the key's own mode keeps it secret then", {"chmod 0700 " + folder});
}

// The key of auth/slurm, which takes munge's place.
void check_slurm_key(const Patient& patient, Symptoms& findings) {
    const auto key = (patient.conf_folder / "slurm.key").string();
    const auto facts = patient.host.facts(key);
    const auto user = patient.slurm_user();
    if (!facts)
        return findings.fault(key + " is not there",
                              "AuthType=auth/slurm needs it on every host, unless sackd or a "
                              "configless slurmd fetches it",
                              {"dd if=/dev/random of=" + key + " bs=1024 count=1     # once; then copy it",
                               fmt::format("chown {0}: {1} && chmod 0600 {1}", user, key)});
    if ((facts->mode & 0077) != 0)
        findings.fault(fmt::format("{} can be read by others (mode {})", key, octal(facts->mode)),
                       "the daemons refuse it; whoever reads it can be any user of the cluster", {"chmod 0600 " + key});
    if (findings.clean()) findings.ok(key + " is there and nobody else's");
}

}  // namespace

void check_munge_key(const Patient& patient, Symptoms& findings) {
    if (!patient.uses_munge()) return check_slurm_key(patient, findings);
    const auto munged = running_munged(patient.host);
    const auto key = munged ? munged->key_file : Munged{}.key_file;
    const auto owner = find_user(patient.host, munged ? std::to_string(munged->uid) : "munge");
    const std::filesystem::path folder = std::filesystem::path(key).parent_path();
    if (!owner) return findings.note("there is no user munge, so nobody can own the key", "see users");
    check_munge_folder(patient.host, folder.string(), *owner, true, findings);
    for (const auto* other : {"/var/lib/munge", "/var/log/munge", "/run/munge"})
        check_munge_folder(patient.host, other, *owner, false, findings);
    const auto facts = patient.host.facts(key);
    if (!facts)
        return findings.fault(
            key + " is not there", "munged does not start without; all hosts of a cluster have the same",
            {fmt::format("install -d -m 0700 -o {0} -g {0} {1}", owner->name, folder.string()),
             fmt::format("{} --create --keyfile={}     # on the first host", patient.program("sbin/mungekey"), key),
             fmt::format("ssh FIRST cat {0} | install -m 0400 -o {1} -g {1} /dev/stdin {0}     # on the others", key,
                         owner->name)});
    check_key_file(key, *facts, *owner, findings);
    if (findings.clean()) findings.ok(fmt::format("{} is {}'s alone (mode {})", key, owner->name, octal(facts->mode)));
}

}  // namespace sf
