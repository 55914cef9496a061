// Another Slurm on the host: its commands come first in PATH, its units start older daemons, updates replace it
// unasked.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

constexpr std::array kPrograms = {
    "/usr/sbin/slurmctld", "/usr/sbin/slurmd",       "/usr/sbin/slurmdbd",        "/usr/bin/srun",
    "/usr/bin/sinfo",      "/usr/local/sbin/slurmd", "/usr/local/sbin/slurmctld", "/usr/local/bin/srun"};

bool is_package_of_slurm(const std::string& name) {
    const bool named_so = name.starts_with("slurm") || name.starts_with("libslurm");
    return named_so && name.find("drmaa") == std::string::npos && name != "slurm-factory";
}

// Installed packages by a program that prints "NAME VERSION STATE" or "NAME VERSION" lines.
std::vector<std::string> installed_packages(const Host& host, const std::vector<std::string>& query) {
    std::vector<std::string> packages;
    const auto listed = host.run(query);
    for (const auto& line : split(listed.out, '\n')) {
        const auto words = split(trim(line), ' ');
        if (words.size() >= 2 && is_package_of_slurm(words[0]) && (words.size() == 2 || words[2] == "installed"))
            packages.push_back(words[0] + " " + words[1]);
    }
    return packages;
}

std::string names_alone(const std::vector<std::string>& packages) {
    std::vector<std::string> names;
    for (const auto& package : packages) names.push_back(package.substr(0, package.find(' ')));
    return join(names, " ");
}

void check_packages(const Host& host, Symptoms& findings) {
    const std::string why =
        "its units, its PATH and its updates come before the bundle's: daemons of two versions on one host";
    const auto debs =
        installed_packages(host, {"dpkg-query", "--show", "--showformat=${Package} ${Version} ${db:Status-Status}\\n"});
    if (!debs.empty())
        findings.fault(
            "the distribution's Slurm is installed: " + join(debs, ", "), why,
            {"cp -a /etc/slurm /etc/slurm.kept",
             fmt::format("apt-get remove {}     # not --purge: that takes the state along", names_alone(debs))});
    const auto rpms = installed_packages(host, {"rpm", "--query", "--all", "--queryformat", "%{NAME} %{VERSION}\\n"});
    if (!rpms.empty())
        findings.fault("a Slurm of rpm packages is installed: " + join(rpms, ", "), why,
                       {"cp -a /etc/slurm /etc/slurm.kept", fmt::format("dnf remove {}", names_alone(rpms)),
                        "dnf config-manager --save --setopt=epel.excludepkgs='slurm*'"});
}

// EPEL has a Slurm too, and whoever types `dnf install slurm` gets it.
void check_epel(const Host& host, Symptoms& findings) {
    const std::string repo = host.read("/etc/yum.repos.d/epel.repo").value_or("");
    if (repo.empty() || repo.find("enabled=1") == std::string::npos) return;
    if (repo.find("slurm*") == std::string::npos)  // excludepkgs=slurm*
        findings.note("EPEL is enabled and offers a Slurm of its own", "it is installed by mistake easily",
                      {"dnf config-manager --save --setopt=epel.excludepkgs='slurm*'"});
}

}  // namespace

void check_other_slurm(const Patient& patient, Symptoms& findings) {
    check_packages(patient.host, findings);
    check_epel(patient.host, findings);
    std::vector<std::string> programs;
    for (const auto* program : kPrograms)
        if (patient.host.has(program)) programs.emplace_back(program);
    // Packages own theirs; what they leave is somebody's `make install`.
    if (findings.clean() && !programs.empty())
        findings.fault("another Slurm is installed by no package: " + join(programs, ", "),
                       "its commands come first in PATH, and read the same /etc/slurm",
                       {fmt::format("{} -V", programs.front()), "rm " + join(programs, " ")});
    if (findings.clean()) findings.ok("no other Slurm is installed");
}

}  // namespace sf
