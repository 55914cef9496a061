// cgroups, by which slurmd tracks and limits jobs: version, controllers, and the bus that cgroup/v2 asks systemd by.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

enum class CgroupMount { none, v1, hybrid, v2 };

constexpr const char* kControllers = "/sys/fs/cgroup/cgroup.controllers";  // of version 2

CgroupMount mounted_cgroups(const Host& host) {
    if (host.has(kControllers)) return CgroupMount::v2;
    if (host.has("/sys/fs/cgroup/unified/cgroup.controllers")) return CgroupMount::hybrid;
    if (host.has("/sys/fs/cgroup/memory") || host.has("/sys/fs/cgroup/freezer")) return CgroupMount::v1;
    return CgroupMount::none;
}

// Cure for what only the kernel's command line changes.
std::vector<std::string> boot_with(const std::string& words) {
    return {fmt::format("sed -i 's/^GRUB_CMDLINE_LINUX=\"/&{} /' /etc/default/grub", words),
            "update-grub || grub2-mkconfig -o /boot/grub2/grub.cfg", "reboot"};
}

const std::vector<std::string>& boot_with_v2() {
    static const auto cure = boot_with("systemd.unified_cgroup_hierarchy=1");
    return cure;
}

void check_v2(const Patient& patient, Symptoms& findings) {
    const auto controllers = split(trim(patient.host.read(kControllers).value_or("")), ' ');
    for (const std::string_view needed : {"cpuset", "cpu", "memory"})
        if (std::find(controllers.begin(), controllers.end(), needed) == controllers.end())
            findings.fault(fmt::format("the cgroup controller {} is not there", needed),
                           "slurmd with cgroup/v2 limits jobs by it, and does not start without: \"cannot read "
                           "subtree_control\", \"controller is not enabled\"",
                           boot_with(needed == "memory" ? "cgroup_enable=memory" : "cgroup_no_v1=all"));
    if (patient.cgroup_conf.get("IgnoreSystemd").value_or("no") == "yes") return;
    if (!patient.host.has("/run/systemd/system"))
        findings.warning("systemd does not run here, and cgroup.conf has no IgnoreSystemd=yes",
                         "slurmd asks systemd for a scope of its own; in a container there is nobody to ask",
                         {"echo IgnoreSystemd=yes >>" + (patient.conf_folder / "cgroup.conf").string()});
    else if (!patient.host.has("/run/dbus/system_bus_socket"))
        findings.fault("the system bus has no socket /run/dbus/system_bus_socket",
                       "slurmd with cgroup/v2 asks systemd by it: \"cannot connect to dbus system daemon\"",
                       {"apt-get install dbus     # or dnf install dbus", "systemctl enable --now dbus.socket"});
}

}  // namespace

void check_cgroup(const Patient& patient, Symptoms& findings) {
    const auto plugin = patient.cgroup_conf.get("CgroupPlugin").value_or("autodetect");
    if (plugin == "disabled") return findings.note("cgroup.conf has CgroupPlugin=disabled: jobs are not limited");
    const auto mount = mounted_cgroups(patient.host);
    if (mount == CgroupMount::none)
        return findings.fault("no cgroups are mounted at /sys/fs/cgroup",
                              "slurmd with the templates' ProctrackType=proctrack/cgroup does not start",
                              {"systemctl start systemd-remount-fs     # with systemd they are always there",
                               "mount -t cgroup2 cgroup2 /sys/fs/cgroup     # without",
                               "# in a container: run it with --privileged --cgroupns=private"});
    if (plugin == "cgroup/v2" && mount != CgroupMount::v2)
        return findings.fault(
            fmt::format("cgroup.conf wants cgroup/v2, this host has {}",
                        mount == CgroupMount::hybrid ? "version 1 with a part of 2 (hybrid)" : "version 1"),
            "slurmd does not start: \"Hybrid mode is not supported\"", boot_with_v2());
    if (plugin == "cgroup/v1" && mount == CgroupMount::v2)
        return findings.fault("cgroup.conf wants cgroup/v1, this host has version 2", "slurmd does not start",
                              {fmt::format("sed -i 's,^CgroupPlugin=.*,CgroupPlugin=autodetect,' {}",
                                           (patient.conf_folder / "cgroup.conf").string())});
    if (mount != CgroupMount::v2)
        return findings.warning(
            fmt::format("cgroups are of version 1{}", mount == CgroupMount::hybrid ? " (hybrid)" : ""),
            "slurmd takes cgroup/v1, which is deprecated and gone from systemd 258 on", boot_with_v2());
    check_v2(patient, findings);
    if (findings.clean()) findings.ok("version 2, with cpuset, cpu and memory");
}

}  // namespace sf
