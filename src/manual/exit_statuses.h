// What the program's exit statuses mean: the same on every page of the manual.
#pragma once

#include <string>
#include <vector>

namespace sf {

struct ExitStatus {
    int status;
    std::string meaning;
};

// Of commands whose work is done and that have found something.
inline constexpr int kAffectedStatus = 8, kFaultStatus = 9;

// In rising order: 0, every ErrorKind, and the two above.
const std::vector<ExitStatus>& exit_statuses();

}  // namespace sf
