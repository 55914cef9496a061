// Slurm's host list expressions, as slurm.conf and every command take them: node[1-3,05],r[1-2]n[1-4],login.
// https://slurm.schedmd.com/slurm.conf.html#OPT_NodeName; more than 64 Ki hosts are refused, as Slurm does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sf {

// Every name, in the order in which the expression has them; repeated ones stay. [01-10] keeps its leading zeros.
// Throws Error(usage) that says what is wrong where.
std::vector<std::string> expand_hostlist(std::string_view expression);

}  // namespace sf
