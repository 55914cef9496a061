#include "node/preflight.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "concretize/target.h"
#include "relocate/elf.h"

namespace sf {
namespace {

// confstr() says "glibc 2.36"; other C libraries do not know the question.
std::string glibc_version() {
    char text[64] = {};
    if (::confstr(_CS_GNU_LIBC_VERSION, text, sizeof text) == 0) return "";
    const auto words = split(text, ' ');
    return words.size() == 2 && words[0] == "glibc" ? words[1] : "";
}

}  // namespace

Machine this_machine() {
    struct utsname name {};
    ::uname(&name);
    return {name.machine, glibc_version(), read_file_if_exists("/proc/cpuinfo").value_or("")};
}

std::optional<Unmet> unmet_arch(const SlurmBuild& facts, const Machine& machine) {
    if (facts.arch == machine.arch) return std::nullopt;
    return Unmet{fmt::format("the bundle is for {} and this machine is {}", facts.arch, machine.arch),
                 fmt::format("take one whose name ends in -{0}, or build it on {0}", machine.arch)};
}

std::optional<Unmet> unmet_glibc(const SlurmBuild& facts, const Machine& machine) {
    if (!machine.glibc.empty() && higher_glibc(facts.glibc_floor, machine.glibc) == machine.glibc) return std::nullopt;
    return Unmet{fmt::format("the bundle, built for {}, needs glibc {} or newer; this machine has {}", facts.toolchain,
                             facts.glibc_floor, machine.glibc.empty() ? "none" : machine.glibc),
                 "take one that was built for this OS or an older one: slurm-factory toolchain list"};
}

std::optional<Unmet> unmet_instructions(const SlurmBuild& facts, const Machine& machine) {
    if (facts.arch != machine.arch || runs_on(facts.target, machine.cpuinfo)) return std::nullopt;
    return Unmet{fmt::format("the bundle is for {} and this processor lacks {}", facts.target,
                             join(instructions_missing(facts.target, machine.cpuinfo), ", ")),
                 "build one with --target native on such a machine"};
}

std::optional<Unmet> unmet_room(const fs::path& folder, std::uint64_t bytes) {
    const auto free = disk_free(folder);
    if (free >= bytes) return std::nullopt;
    return Unmet{fmt::format("{} needs {} and has {}", folder.string(), format_bytes(bytes), format_bytes(free)),
                 "slurm-factory gc removes old builds; or choose another --prefix"};
}

std::vector<Unmet> unmet_needs(const SlurmBuild& facts, const Machine& machine) {
    std::vector<Unmet> unmet;
    for (const auto& check : {unmet_arch, unmet_glibc, unmet_instructions})
        if (auto found = check(facts, machine)) unmet.push_back(std::move(*found));
    return unmet;
}

void refuse_unmet(const std::vector<Unmet>& unmet) {
    if (unmet.empty()) return;
    std::vector<std::string> whats, cures;
    for (const auto& one : unmet) {
        whats.push_back(one.what);
        if (std::find(cures.begin(), cures.end(), one.cure) == cures.end()) cures.push_back(one.cure);
    }
    throw Error(ErrorKind::host, join(whats, "; "), join(cures, "; "));
}

}  // namespace sf
