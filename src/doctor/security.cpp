// Mandatory access control: what SELinux and AppArmor keep daemons in /opt from.
#include <fmt/format.h>
#include <sys/xattr.h>

#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

// The type of a file's label: "bin_t" of system_u:object_r:bin_t:s0. Empty without a label.
std::string selinux_type(const std::filesystem::path& file) {
    char label[256] = {};
    const auto size = ::getxattr(file.c_str(), "security.selinux", label, sizeof label - 1);
    const auto parts = split(label, ':');
    return size > 0 && parts.size() > 2 ? parts[2] : "";
}

}  // namespace

void check_selinux(const Patient& patient, Symptoms& findings) {
    const auto enforcing = patient.host.read("/sys/fs/selinux/enforce");
    if (!enforcing) return findings.ok("SELinux is off");
    if (trim(*enforcing) != "1") return findings.note("SELinux is permissive: it only reports");
    const auto label_all = std::vector<std::string>{
        fmt::format("semanage fcontext -a -t bin_t '{}/[^/]+/view/(s?bin)(/.*)?'", patient.prefix.string()),
        fmt::format("semanage fcontext -a -t lib_t '{}/[^/]+/view/lib(/.*)?'", patient.prefix.string()),
        fmt::format("restorecon -R {}", patient.prefix.string()),
        "# semanage: dnf install policycoreutils-python-utils"};
    if (patient.build.empty())
        return findings.note("SELinux enforces", "label the builds when they are installed", label_all);
    const auto type = selinux_type(patient.build / "view/sbin/slurmd");
    if (type == "bin_t" || type == "usr_t" || type == "slurmd_exec_t")
        return findings.ok(fmt::format("SELinux enforces, and slurmd has the type {}", type));
    findings.fault(fmt::format("SELinux enforces, and slurmd has the type {}", type.empty() ? "unlabeled_t" : type),
                   "systemd may not start it: Permission denied (ausearch -m avc -ts recent)", label_all);
}

void check_apparmor(const Patient& patient, Symptoms& findings) {
    const auto profiles = patient.host.read("/sys/kernel/security/apparmor/profiles");
    if (!profiles) return findings.ok("AppArmor is off");
    for (const auto& line : split(*profiles, '\n')) {
        const auto name = line.substr(0, line.rfind(" ("));
        const bool enforced = line.ends_with("(enforce)");
        const bool ours = name.find("slurm") != std::string::npos || name.find("munge") != std::string::npos ||
                          name.find(patient.prefix.string()) != std::string::npos;
        if (enforced && ours)
            findings.warning(fmt::format("AppArmor enforces the profile {}", name),
                             "it was written for files of the distribution, and may keep the bundle's, or its socket, "
                             "from being used",
                             {"journalctl -k -g 'apparmor=\"DENIED\"'", fmt::format("aa-complain '{}'", name)});
    }
    if (trim(patient.host.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").value_or("0")) == "1")
        findings.note("AppArmor restricts user namespaces of ordinary users",
                      "containers in jobs (scrun, pyxis, Apptainer) need them; Slurm itself does not",
                      {"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"});
    if (findings.all().empty()) findings.ok("AppArmor confines nothing of Slurm");
}

}  // namespace sf
