// Which builds running processes were started from: their files must stay.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "node/layout.h"

namespace sf {

struct RunningProgram {
    int pid = 0;
    std::string program;  // slurmd
};

// By name of the build. `proc`: /proc; processes of others are seen by root alone.
std::map<std::string, std::vector<RunningProgram>> programs_in_use(const NodePrefix& prefix,
                                                                   const std::filesystem::path& proc = "/proc");

}  // namespace sf
