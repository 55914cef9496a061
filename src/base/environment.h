// The environment of this process, of which children inherit no secret.
#pragma once

#include <optional>
#include <string>

namespace sf {

// Takes the variables that hold secrets out of the environment and overwrites the block in which the kernel passed
// them, so that neither a child nor /proc/self/environ shows them; environment_variable() still knows them. Called
// once, first in main(): no thread may run. The environment is one for the whole process, and so is what was taken out
// of it.
void hide_secret_variables();

// Nothing where it is not set, or empty. Hidden ones too: the value is not to be logged, nor given to a child.
std::optional<std::string> environment_variable(const std::string& name);

}  // namespace sf
