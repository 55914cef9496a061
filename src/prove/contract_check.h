// The capability contract without running anything: what manifest/capabilities.json promises is there, and every symbol
// that a plugin leaves undefined is defined by its own closure or by a program that loads it. A plugin of several hosts
// calls functions that only one of them has (prep_script: slurmctld's and slurmd's), which lazy binding allows; that
// each host can load it is ld.so's to say (checks.h).
#pragma once

#include <string>
#include <vector>

#include "bundle/contract.h"
#include "prove/closure.h"
#include "prove/prove.h"

namespace sf {

// One line for each promised file that the view does not have or, for programs, that cannot be executed.
std::vector<std::string> missing_capabilities(const std::vector<Capability>& capabilities,
                                              const std::filesystem::path& view);

// By the tree's own names of the promised libraries.
DriverLibraries driver_libraries(const std::vector<Capability>& capabilities, const ElfTree& tree);

struct PluginSymbols {
    std::vector<std::string> faults;  // plugin, host and symbol, one a line
    // What none of the plugin's hosts defines but another program of the bundle does: upstream links code of several
    // daemons into one plugin (cli_filter_lua and job_submit_lua share theirs) and calls it in the right one only.
    std::vector<std::string> notes;
    std::vector<ProvenPlugin> plugins;  // one a plugin and host, plugins without hosts with an empty one
};
PluginSymbols check_plugin_symbols(const std::vector<Capability>& capabilities, const ElfTree& tree,
                                   HostLibraries& host);

// The same for the promised programs and libraries, whose symbols their own closure defines.
std::vector<std::string> unresolved_in_programs(const std::vector<Capability>& capabilities, const ElfTree& tree,
                                                HostLibraries& host);

}  // namespace sf
