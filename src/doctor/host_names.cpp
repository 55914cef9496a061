// Names and addresses: daemons find each other by the names in slurm.conf.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

std::vector<std::string> addresses_of(const Host& host, const std::string& name) {
    const auto found = host.run({"getent", "ahosts", name});
    std::vector<std::string> addresses;
    if (!found.ok()) return addresses;
    for (const auto& line : split(trim(found.out), '\n')) addresses.push_back(line.substr(0, line.find(' ')));
    return addresses;
}

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1";
}

std::vector<std::string> add_to_hosts(const std::string& name) {
    return {fmt::format("echo 'ADDRESS {}' >>/etc/hosts     # or in the name server", name),
            fmt::format("getent ahosts {}", name)};
}

// Takes the name, with a domain too, from lines of loopback addresses: no part of node10 or node1-ib.
std::string without_loopback(const std::string& name) {
    return fmt::format(
        R"(sed -i -E '/^127\./{{:a;s/[[:space:]]{}(\.[^[:space:]]*)?([[:space:]]|$)/\2/;ta}}' /etc/hosts)", name);
}

void check_own_name(const Patient& patient, Symptoms& findings) {
    const auto name = patient.host.short_name();
    const auto addresses = addresses_of(patient.host, name);
    if (addresses.empty())
        return findings.fault(fmt::format("this host's own name, {}, has no address", name),
                              "srun tells the nodes by it where to send a job's output", add_to_hosts(name));
    if (std::all_of(addresses.begin(), addresses.end(), is_loopback))
        findings.warning(fmt::format("{} is {} for this host itself", name, addresses.front()),
                         "srun and sattach give nodes an address on which these find themselves only",
                         {without_loopback(name),
                          fmt::format("echo 'ADDRESS {}' >>/etc/hosts     # its address in the cluster", name)});
}

}  // namespace

void check_names(const Patient& patient, Symptoms& findings) {
    check_own_name(patient, findings);
    auto needed = patient.controllers();
    if (const auto host = patient.setting("AccountingStorageHost", ""); !host.empty()) needed.push_back(host);
    for (const auto& name : needed)
        if (addresses_of(patient.host, name).empty())
            findings.fault(fmt::format("{} of slurm.conf has no address", name),
                           "the daemons and commands here do not find it: Unable to contact slurm controller",
                           add_to_hosts(name));
    const auto nodes = patient.nodes();
    const auto own = patient.host.short_name();
    if (patient.is(Role::compute) && !nodes.empty() && !nodes.contains(own))
        findings.fault(fmt::format("{} is no node of slurm.conf", own),
                       "slurmd does not start: Unable to determine this slurmd's NodeName",
                       {patient.program("sbin/slurmd") + " -C     # prints its line for slurm.conf",
                        "scontrol reconfigure     # on the controller, when it is in"});
    if (findings.clean()) findings.ok(fmt::format("{} and the hosts of slurm.conf have addresses", own));
}

}  // namespace sf
