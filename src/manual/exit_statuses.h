// What the program's exit statuses mean: the same on every page of the manual.
#pragma once

#include <string>
#include <vector>

namespace sf {

struct ExitStatus {
    int status;
    std::string meaning;
};

// In rising order: 0 and every ErrorKind.
const std::vector<ExitStatus>& exit_statuses();

}  // namespace sf
