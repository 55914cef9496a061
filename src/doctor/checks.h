// The checks, one function each, by families in files of the same names. Each adds at least one finding.
#pragma once

#include <string>
#include <vector>

#include "doctor/patient.h"
#include "doctor/symptom.h"

namespace sf {

enum class CheckPhase { before, after };  // is the host ready for Slurm; does Slurm work on it

struct DoctorCheck {
    const char* name;
    CheckPhase phase;
    std::vector<Role> roles;  // that it is for; none: all
    const char* question;     // what it asks, for --list
    void (*run)(const Patient&, Symptoms&);
};

// In the order in which they are made.
const std::vector<DoctorCheck>& doctor_checks();

// machine.cpp
void check_glibc(const Patient& patient, Symptoms& findings);
void check_processor(const Patient& patient, Symptoms& findings);
void check_libraries(const Patient& patient, Symptoms& findings);
void check_gpu_driver(const Patient& patient, Symptoms& findings);
// cgroup.cpp
void check_cgroup(const Patient& patient, Symptoms& findings);
// munge.cpp, munge_key.cpp
void check_munge(const Patient& patient, Symptoms& findings);
void check_munge_key(const Patient& patient, Symptoms& findings);
// users.cpp
void check_users(const Patient& patient, Symptoms& findings);
// ports.cpp
void check_ports(const Patient& patient, Symptoms& findings);
// clock.cpp
void check_clock(const Patient& patient, Symptoms& findings);
// host_names.cpp
void check_names(const Patient& patient, Symptoms& findings);
// security.cpp
void check_selinux(const Patient& patient, Symptoms& findings);
void check_apparmor(const Patient& patient, Symptoms& findings);
// other_slurm.cpp
void check_other_slurm(const Patient& patient, Symptoms& findings);
// disk.cpp
void check_disk(const Patient& patient, Symptoms& findings);
// folders.cpp
void check_folders(const Patient& patient, Symptoms& findings);
// daemons.cpp
void check_daemons(const Patient& patient, Symptoms& findings);
// contents.cpp
void check_contents(const Patient& patient, Symptoms& findings);
// cluster.cpp
void check_versions(const Patient& patient, Symptoms& findings);
void check_nodes_up(const Patient& patient, Symptoms& findings);
void check_accounting(const Patient& patient, Symptoms& findings);
void check_job(const Patient& patient, Symptoms& findings);

}  // namespace sf
