// What the bundle needs of the machine: C library, processor, libraries; and a driver for the library that has one.
#include <fmt/format.h>

#include "base/files.h"
#include "doctor/checks.h"
#include "node/preflight.h"
#include "prove/host_library.h"
#include "relocate/elf.h"

namespace sf {

namespace {

// Returns whether there is a bundle to compare with; notes that there is none.
bool has_needs(const Patient& patient, Symptoms& findings) {
    if (patient.facts) return true;
    findings.note("there is no bundle to compare with", "slurm-factory doctor --before BUNDLE reads what it needs");
    return false;
}

const Elf* host_library(HostLibraries& libraries, const std::string& soname) {
    return libraries.find(soname, read_elf("/proc/self/exe").machine);
}

}  // namespace

void check_glibc(const Patient& patient, Symptoms& findings) {
    if (!has_needs(patient, findings)) return;
    const auto machine = this_machine();
    if (const auto unmet = unmet_glibc(*patient.facts, machine))
        findings.fault(unmet->what, "no program of the bundle starts: version `GLIBC_...' not found",
                       {"# " + unmet->cure});
    else
        findings.ok(fmt::format("{}, the bundle needs {}", machine.glibc, patient.facts->glibc_floor));
}

void check_processor(const Patient& patient, Symptoms& findings) {
    if (!has_needs(patient, findings)) return;
    const auto machine = this_machine();
    auto unmet = unmet_arch(*patient.facts, machine);
    if (!unmet) unmet = unmet_instructions(*patient.facts, machine);
    if (unmet)
        findings.fault(unmet->what, "its programs die: Illegal instruction, or Exec format error",
                       {"# " + unmet->cure});
    else
        findings.ok(fmt::format("runs programs for {}", patient.facts->target));
}

void check_libraries(const Patient& patient, Symptoms& findings) {
    HostLibraries libraries(patient.host.path("/"));
    for (const auto* soname : {"libpam.so.0", "libresolv.so.2"})
        if (host_library(libraries, soname) == nullptr)
            findings.fault(fmt::format("{} is not there", soname),
                           "slurmd and slurmstepd use the host's own: they do not start without it",
                           {"apt-get install libpam0g libc6     # Debian, Ubuntu",
                            "dnf install pam-libs glibc     # the "
                            "families of Red Hat"});
    if (findings.clean()) findings.ok("libpam and glibc's own are there");
}

void check_gpu_driver(const Patient& patient, Symptoms& findings) {
    HostLibraries libraries(patient.host.path("/"));
    const bool library = host_library(libraries, "libnvidia-ml.so.1") != nullptr;
    const bool driver = patient.host.has("/proc/driver/nvidia/version");
    if (library && !driver)
        findings.warning("libnvidia-ml.so.1 is there, but no driver of NVIDIA is loaded",
                         "slurmd -C, and slurmd with AutoDetect=nvml, may crash in such a library",
                         {"modprobe nvidia && nvidia-smi     # a node with GPUs",
                          "apt-get remove 'libnvidia-ml1'     # or dnf remove: a node without"});
    else
        findings.ok(driver ? "the driver of NVIDIA is loaded" : "no library of NVIDIA, no driver");
}

}  // namespace sf
