// The build that is installed, by its own manifest: every file is what it was, every promised plugin is there, and
// every library that a file needs is found on this host.
#include <fmt/format.h>

#include "base/files.h"
#include "doctor/checks.h"
#include "prove/closure.h"
#include "prove/contract_check.h"
#include "prove/unpacked.h"

namespace sf {

namespace {

constexpr std::size_t kShownFaults = 5;

void report_faults(const std::vector<std::string>& faults, const std::string& why, const std::vector<std::string>& cure,
                   Symptoms& findings) {
    for (std::size_t i = 0; i < faults.size() && i < kShownFaults; ++i) findings.fault(faults[i], why, cure);
    if (faults.size() > kShownFaults)
        findings.fault(fmt::format("and {} more", faults.size() - kShownFaults), why, cure);
}

}  // namespace

void check_contents(const Patient& patient, Symptoms& findings) {
    if (patient.build.empty()) return findings.note("there is no build to look at", "see daemons");
    const auto bundle = unpack_bundle(patient.build, {});
    const std::vector<std::string> again = {"slurm-factory install BUNDLE     # the same tarball once more, then",
                                            "slurm-factory list"};
    report_faults(missing_capabilities(bundle.capabilities, bundle.view()),
                  "what the bundle promises does not work without", again, findings);
    report_faults(manifest_faults(bundle), "the build is not what was signed and proven", again, findings);
    const auto tree = ElfTree::read(bundle.view());
    HostLibraries libraries(patient.host.path("/"));
    report_faults(closure_faults(tree, libraries, patient.host.path("/"), bundle.own_folders,
                                 driver_libraries(bundle.capabilities, tree)),
                  "what needs it does not start",
                  {"apt-get install libpam0g libc6     # or dnf install pam-libs glibc"}, findings);
    if (findings.clean())
        findings.ok(
            fmt::format("Slurm {}: {} promised programs, libraries and plugins are there, every file is what it "
                        "was",
                        bundle.slurm, bundle.capabilities.size()));
}

}  // namespace sf
