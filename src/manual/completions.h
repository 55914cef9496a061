// Completion scripts for shells.
#pragma once

#include <string>

#include "manual/manual.h"

namespace sf {

// To be sourced, or to be a file of bash-completion's folder.
std::string bash_completion(const ManualCommand& program);
// To be sourced after compinit, or to be the file _PROGRAM of a folder of fpath.
std::string zsh_completion(const ManualCommand& program);
// To be sourced, or to be a file of fish's folder.
std::string fish_completion(const ManualCommand& program);

}  // namespace sf
