#include "doctor/checks.h"

namespace sf {

const std::vector<DoctorCheck>& doctor_checks() {
    using enum Role;
    using enum CheckPhase;
    static const std::vector<DoctorCheck> checks = {
        {"glibc", before, {}, "is the C library new enough for the bundle", &check_glibc},
        {"processor", before, {}, "does the processor have the bundle's instructions", &check_processor},
        {"libraries", before, {}, "are the host's libraries there that a bundle does not ship", &check_libraries},
        {"gpu-driver", before, {compute}, "does NVIDIA's library have its driver", &check_gpu_driver},
        {"cgroup", before, {compute}, "can jobs be tracked and limited", &check_cgroup},
        {"munge", before, {}, "does munged answer", &check_munge},
        {"munge-key", before, {}, "is the key there, and munged's alone", &check_munge_key},
        {"users", before, {}, "are the users there, with the same numbers as elsewhere", &check_users},
        {"ports", before, {}, "does another program listen where a daemon shall", &check_ports},
        {"clock", before, {}, "is the clock right", &check_clock},
        {"names", before, {}, "do the hosts of slurm.conf have addresses", &check_names},
        {"selinux", before, {}, "does SELinux let the daemons run", &check_selinux},
        {"apparmor", before, {}, "does AppArmor confine Slurm or munge", &check_apparmor},
        {"other-slurm", before, {}, "is another Slurm in the way", &check_other_slurm},
        {"disk", before, {}, "is there room, and may programs run there", &check_disk},
        {"folders", before, {controller, dbd, compute}, "may the daemons write their state and logs", &check_folders},
        {"daemons",
         after,
         {controller, dbd, compute, restd},
         "do the daemons of the current build run",
         &check_daemons},
        {"contents", after, {}, "is the build whole: files, libraries, plugins", &check_contents},
        {"versions", after, {}, "do controller, nodes and commands understand each other", &check_versions},
        {"nodes", after, {controller, login, compute}, "are the nodes up", &check_nodes_up},
        {"accounting", after, {controller, dbd, login}, "does accounting answer", &check_accounting},
        {"job", after, {controller, login, compute}, "does a job run", &check_job},
    };
    return checks;
}

}  // namespace sf
