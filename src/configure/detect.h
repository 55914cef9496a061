// This machine as slurmd sees it: its name and its hardware.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"

namespace sf {

// Up to the first dot: node1.
std::string short_host_name();

// The line of `slurmd -C` without "NodeName=": "node1 CPUs=4 Boards=1 ... RealMemory=7900". Throws Error(host) with
// what slurmd said.
std::string detect_node(const std::filesystem::path& view, Process& process);

// The hardware of `detected` given to every line of nodes that says nothing but names; without lines, `detected`
// itself.
std::vector<std::string> with_detected(const std::vector<std::string>& nodes, const std::string& detected);

}  // namespace sf
