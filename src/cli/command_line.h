// The program's own command line as the manual has it.
#pragma once

#include "manual/manual.h"

namespace CLI {
class App;
}

namespace sf {

// Commands and options of an empty group are hidden, as they are in --help. Commands have no --help of their own here:
// it is the program's.
ManualCommand describe_command_line(const CLI::App& app);

}  // namespace sf
