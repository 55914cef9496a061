#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "prove/checks.h"

namespace sf {

namespace {

constexpr double kAllSeconds = 180;

// Lines "PLUGIN HOST ARGUMENTS", plugin "-" for none; prints "STATUS PLUGIN HOST<TAB>first line that was said". Two at
// a time would mix lines: each is printed by one printf. Nothing is inherited from the shell but the two variables
// given here.
constexpr const char* kRunEach = R"sh(view=$1
while read -r plugin host arguments; do
    preload=
    [ "$plugin" = - ] || preload=LD_PRELOAD=$view/$plugin
    said=$(timeout 20 env -i $preload "$view/$host" $arguments 2>&1 </dev/null)
    status=$?
    printf '%s %s %s\t%s\n' "$status" "$plugin" "$host" "$(printf '%s' "$said" | grep -m 1 . )"
done
)sh";

struct Ran {
    int status = 0;
    std::string plugin, host, said;
};

std::vector<Ran> run_each(Session& session, const std::string& lines) {
    const auto finished = session.run(
        {{"/bin/sh", "-c", kRunEach, "each", session.prefix() + "/view"}, kRootUser, {}, lines, kAllSeconds});
    if (!finished.ok())
        throw Error(ErrorKind::proof,
                    fmt::format("running the bundle's programs failed: {}", join(last_lines(finished.err, 3), "; ")));
    std::vector<Ran> all;
    for (const auto& line : split(finished.out, '\n')) {
        const auto tab = line.find('\t');
        const auto words = split(line.substr(0, tab), ' ');
        if (tab == std::string::npos || words.size() != 3) continue;
        all.push_back({std::atoi(words[0].c_str()), words[1], words[2], line.substr(tab + 1)});
    }
    return all;
}

std::map<std::string, std::string> arguments_of_programs(const std::vector<Capability>& capabilities) {
    std::map<std::string, std::string> arguments;
    for (const auto& capability : capabilities)
        if (capability.kind == CapabilityKind::program && !capability.run.empty())
            arguments[capability.path] = capability.run;
    return arguments;
}

std::set<std::string> plugins_of_drivers(const std::vector<Capability>& capabilities) {
    std::set<std::string> names;
    for (const auto& capability : capabilities)
        if (!capability.driver_symbols.empty()) names.insert(capability.name);
    return names;
}

}  // namespace

Outcome check_programs(Session& session, const std::vector<Capability>& capabilities) {
    std::string lines;
    for (const auto& [program, arguments] : arguments_of_programs(capabilities))
        lines += fmt::format("- {} {}\n", program, arguments);
    const auto all = run_each(session, lines);
    std::vector<std::string> faults;
    for (const auto& ran : all)
        if (ran.status != 0)
            faults.push_back(fmt::format("{} ends with exit status {}: {}", ran.host, ran.status, ran.said));
    if (all.size() != arguments_of_programs(capabilities).size()) faults.push_back("not every program was run");
    return judged(faults, fmt::format("{} programs run with an empty environment and no slurm.conf", all.size()));
}

Outcome check_loading(Session& session, const std::vector<Capability>& capabilities,
                      std::vector<ProvenPlugin>& plugins) {
    const auto arguments = arguments_of_programs(capabilities);
    std::string lines;
    std::size_t without = 0;
    const auto drivers = plugins_of_drivers(capabilities);
    for (const auto& plugin : plugins) {
        const auto found = arguments.find(plugin.host);
        if (drivers.contains(plugin.name)) continue;  // slurmd opens the driver's library first, and there is none
        if (found == arguments.end())
            ++without;
        else
            lines += fmt::format("{} {} {}\n", plugin.path, plugin.host, found->second);
    }
    std::vector<std::string> faults;
    std::size_t loaded = 0;
    for (const auto& ran : run_each(session, lines)) {
        // Shells say 126 and 127 for what could not be started, and more for a signal; ld.so goes on without a library
        // it cannot preload.
        const bool bad = ran.status >= 126 || ran.said.find("cannot be preloaded") != std::string::npos;
        if (bad) faults.push_back(fmt::format("{} cannot be loaded by {}: {}", ran.plugin, ran.host, ran.said));
        for (auto& plugin : plugins) {
            if (plugin.path != ran.plugin || plugin.host != ran.host) continue;
            if (bad)
                plugin.proof = PluginProof::none;
            else if (plugin.proof == PluginProof::symbols)
                plugin.proof = PluginProof::loaded;
        }
        loaded += bad ? 0 : 1;
    }
    auto detail = fmt::format("{} pairs of plugin and host: the host's process loads the plugin", loaded);
    if (!drivers.empty()) detail += fmt::format("; {} of a driver's by symbols only", drivers.size());
    if (without > 0) detail += fmt::format("; {} by symbols only, their host has no harmless arguments", without);
    return judged(faults, detail);
}

void collect_mapped(Session& session, MappedPlugins& mapped) {
    const auto view = session.prefix() + "/view/";
    const auto listed = session.shell("looking at the cluster's processes", fmt::format(R"(view='{}'
for process in /proc/[0-9]*; do
    program=$(readlink $process/exe) || continue
    case $program in "$view"*) ;; *) continue ;; esac
    grep -o "$view"'lib/slurm/[^ ]*\.so' $process/maps | sort -u | while read -r plugin; do echo "$program $plugin"; done
done
true
)",
                                                                                        view));
    for (const auto& line : split(listed, '\n')) {
        const auto words = split(line, ' ');
        if (words.size() == 2 && words[0].starts_with(view) && words[1].starts_with(view))
            mapped.emplace(words[0].substr(view.size()), words[1].substr(view.size()));
    }
}

void mark_in_use(const MappedPlugins& mapped, std::vector<ProvenPlugin>& plugins) {
    for (auto& plugin : plugins)
        if (mapped.count({plugin.host, plugin.path}) != 0 && plugin.proof != PluginProof::none)
            plugin.proof = PluginProof::in_use;
}

}  // namespace sf
