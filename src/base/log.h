// What the program tells the user: messages through spdlog to stderr, results to stdout by the commands themselves.
#pragma once

#include <spdlog/spdlog.h>

namespace sf {

enum class Verbosity { quiet, normal, verbose };

// -q: warnings and errors only; -v: debug. Colour only on a terminal and without NO_COLOR.
void setup_log(Verbosity verbosity);

}  // namespace sf
