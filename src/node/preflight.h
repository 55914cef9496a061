// Whether a bundle can run on this machine: asked before anything is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "node/slurm_build.h"

namespace sf {

struct Machine {
    std::string arch;     // x86_64, as uname says
    std::string glibc;    // 2.36; empty: another C library
    std::string cpuinfo;  // the text of /proc/cpuinfo
};

Machine this_machine();

// What is not as a bundle needs it, and what to do about it.
struct Unmet {
    std::string what, cure;
};

std::optional<Unmet> unmet_arch(const SlurmBuild& facts, const Machine& machine);
std::optional<Unmet> unmet_glibc(const SlurmBuild& facts, const Machine& machine);
std::optional<Unmet> unmet_instructions(const SlurmBuild& facts, const Machine& machine);
// On the file system of `folder`, which need not be there yet.
std::optional<Unmet> unmet_room(const std::filesystem::path& folder, std::uint64_t bytes);

// The first three.
std::vector<Unmet> unmet_needs(const SlurmBuild& facts, const Machine& machine);
// Throws Error(host) that names all of them; none is fine.
void refuse_unmet(const std::vector<Unmet>& unmet);

}  // namespace sf
