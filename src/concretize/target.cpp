#include "concretize/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

struct Level {
    const char* target;
    std::vector<std::string> flags;  // as Linux names them in /proc/cpuinfo
};

// Each level has its own flags and those of the levels before it: https://gitlab.com/x86-psABIs/x86-64-ABI
const std::vector<Level>& levels() {
    static const std::vector<Level> all = {
        {"x86_64", {}},
        {"x86_64_v2", {"cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"}},
        {"x86_64_v3", {"abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"}},
        {"x86_64_v4", {"avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"}},
    };
    return all;
}

std::set<std::string> flags_of(std::string_view cpuinfo) {
    for (const std::string& line : split(cpuinfo, '\n')) {
        if (!line.starts_with("flags")) continue;
        const std::vector<std::string> words = split(line.substr(line.find(':') + 1), ' ');
        return {words.begin(), words.end()};
    }
    return {};
}

std::vector<std::string> names_of(const Toolchain& toolchain) {
    std::vector<std::string> names;
    for (const auto& [name, flags] : toolchain.targets) names.push_back(name);
    return names;
}

}  // namespace

bool runs_on(const std::string& target, std::string_view cpuinfo) {
    const std::set<std::string> flags = flags_of(cpuinfo);
    if (flags.empty()) return arch_of_target(target) == "aarch64";  // only x86 has a line of "flags"
    for (const Level& level : levels()) {
        const bool reached = std::all_of(level.flags.begin(), level.flags.end(),
                                         [&](const std::string& flag) { return flags.contains(flag); });
        if (!reached) return false;
        if (level.target == target) return true;
    }
    return false;
}

std::vector<std::string> instructions_of(const std::string& target) {
    std::vector<std::string> flags;
    for (const Level& level : levels()) {
        flags.insert(flags.end(), level.flags.begin(), level.flags.end());
        if (level.target == target) {
            std::sort(flags.begin(), flags.end());
            return flags;
        }
    }
    return {};
}

std::vector<std::string> instructions_missing(const std::string& target, std::string_view cpuinfo) {
    const std::set<std::string> flags = flags_of(cpuinfo);
    std::vector<std::string> missing = instructions_of(target);
    std::erase_if(missing, [&](const std::string& flag) { return flags.contains(flag); });
    return missing;
}

std::string native_target(const Toolchain& toolchain, std::string_view cpuinfo) {
    if (runs_on("aarch64", cpuinfo)) return "aarch64";
    std::string best = "x86_64";
    for (const Level& level : levels()) {
        if (toolchain.targets.contains(level.target) && runs_on(level.target, cpuinfo)) best = level.target;
    }
    return best;
}

std::string default_target(std::string_view cpuinfo) {
    return runs_on("aarch64", cpuinfo) ? "aarch64" : "x86_64_v3";
}

std::string arch_of_target(const std::string& target) {
    for (const char* arch : {"x86_64", "aarch64"}) {
        if (target == arch || target.starts_with(std::string(arch) + "_")) return arch;
    }
    return {};
}

std::string resolve_target(const Toolchain& toolchain, const std::string& wanted) {
    const std::string target = wanted == "native" ? native_target(toolchain, read_file("/proc/cpuinfo")) : wanted;
    const std::string arch = arch_of_target(target);
    const bool built_for = std::find(toolchain.architectures.begin(), toolchain.architectures.end(), arch) !=
                           toolchain.architectures.end();
    if (toolchain.targets.contains(target) && built_for) return target;
    std::vector<std::string> known = names_of(toolchain);
    known.push_back("native");
    throw Error(ErrorKind::usage,
                fmt::format("toolchain {} has no target '{}'{}", toolchain.name, wanted, suggestion(target, known)));
}

void require_runnable(const std::string& target, std::string_view cpuinfo) {
    if (runs_on(target, cpuinfo)) return;
    throw Error(ErrorKind::host,
                fmt::format("this machine's processor does not run programs for {}, and a build runs what it has "
                            "compiled: configure's tests, smoke checks",
                            target),
                "build on such a machine, or choose another --target: native is the best that this one runs");
}

}  // namespace sf
