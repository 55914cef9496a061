// The lines in which two small texts differ.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// One line each, in order: "-old" and "+new". Values of keys that hold passwords are shown as "...". Empty: the same.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace sf
