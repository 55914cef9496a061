// Text from outside for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// Control characters, which a terminal would obey, and runs of white space become one blank; longer text than
// `longest` bytes is cut between characters and ends with "...".
std::string printable(std::string_view text, std::size_t longest = 400);

// Of ASCII letters alone.
std::string in_lower_case(std::string text);

}  // namespace sf
