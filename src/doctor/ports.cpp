// The ports on which daemons listen: taken by another program, the daemon does not start.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <map>

#include "base/files.h"
#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

struct Wanted {
    Role role;
    const char* daemon;
    const char* key;     // of slurm.conf, slurmdbd.conf for slurmdbd's; empty: of its unit
    std::uint16_t port;  // without the key
};

constexpr std::array kWanted = {
    Wanted{Role::controller, "slurmctld", "SlurmctldPort", 6817}, Wanted{Role::compute, "slurmd", "SlurmdPort", 6818},
    Wanted{Role::dbd, "slurmdbd", "DbdPort", 6819}, Wanted{Role::restd, "slurmrestd", "", 6820}};

// Port -> inode of the socket that listens there. proc_net_tcp(5): local address, state 0A is LISTEN, inode.
std::map<unsigned, std::string> listening(const Host& host) {
    constexpr std::size_t kAddress = 1, kState = 3, kInode = 9;
    std::map<unsigned, std::string> inodes;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (const auto& line : split(host.read(table).value_or(""), '\n')) {
            std::vector<std::string> words;
            for (auto& word : split(line, ' '))
                if (!word.empty()) words.push_back(std::move(word));
            if (words.size() <= kInode || words[kState] != "0A") continue;
            const auto hex = words[kAddress].substr(words[kAddress].find(':') + 1);
            unsigned port = 0;
            std::from_chars(hex.data(), hex.data() + hex.size(), port, 16);
            inodes[port] = words[kInode];
        }
    }
    return inodes;
}

std::optional<HostProcess> owner_of_socket(const Host& host, const std::string& inode) {
    for (const auto& program : host.running()) {
        const auto folder = std::filesystem::path("/proc") / std::to_string(program.pid) / "fd";
        for (const auto& fd : host.names(folder)) {
            std::error_code error;
            if (fs::read_symlink(host.path(folder / fd), error) == "socket:[" + inode + "]") return program;
        }
    }
    return std::nullopt;
}

// "6817" or "6817-6820"; the daemon's own where slurm.conf has no such number.
std::pair<std::uint16_t, std::uint16_t> port_range(const Patient& patient, const Wanted& wanted) {
    const std::string key = wanted.key;
    if (key.empty()) return {wanted.port, wanted.port};
    const auto text = wanted.role == Role::dbd ? patient.slurmdbd_conf.get(key).value_or("") : patient.setting(key, "");
    auto first = wanted.port;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, first);
    auto last = first;
    if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-') std::from_chars(parsed.ptr + 1, end, last);
    return {first, last};
}

std::vector<std::string> free_port(const Wanted& wanted, unsigned port, const std::optional<HostProcess>& owner) {
    std::vector<std::string> cure = {fmt::format("ss -ltnp 'sport = :{}'", port)};
    if (owner)
        cure.push_back(
            fmt::format("systemctl status {0}     # names its unit: systemctl disable --now UNIT", owner->pid));
    if (*wanted.key != '\0')
        cure.push_back(fmt::format(
            "# or another port, on all hosts: {}=PORT in {}", wanted.key,
            wanted.role == Role::dbd ? "slurmdbd.conf, AccountingStoragePort in slurm.conf" : "slurm.conf"));
    return cure;
}

}  // namespace

void check_ports(const Patient& patient, Symptoms& findings) {
    const auto taken = listening(patient.host);
    std::vector<std::string> fine;
    for (const auto& wanted : kWanted) {
        if (!patient.is(wanted.role)) continue;
        const auto [first, last] = port_range(patient, wanted);
        for (unsigned port = first; port <= last; ++port) {
            const auto inode = taken.find(port);
            if (inode == taken.end()) {
                fine.push_back(fmt::format("{} is free", port));
                continue;
            }
            const auto owner = owner_of_socket(patient.host, inode->second);
            if (owner && owner->name == wanted.daemon) {
                fine.push_back(fmt::format("{} is {}'s", port, wanted.daemon));
                continue;
            }
            findings.fault(fmt::format("port {} of {} is taken by {}", port, wanted.daemon,
                                       owner ? fmt::format("{} (process {})", owner->name, owner->pid)
                                             : "a program that is not ours to see"),
                           fmt::format("{} does not start: Address already in use", wanted.daemon),
                           free_port(wanted, port, owner));
        }
    }
    if (findings.clean()) findings.ok(fine.empty() ? "this role listens on none" : join(fine, ", "));
}

}  // namespace sf
