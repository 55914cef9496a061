// What the manifest of a build says of it: from a tarball, or of a build that is there.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"

namespace sf {

struct SlurmBuild {
    std::string slurm, release;  // 24.11.5, 24.11
    std::string flavour, toolchain;
    std::string arch, target;  // x86_64, x86_64_v3
    std::string glibc_floor;   // 2.36

    bool operator==(const SlurmBuild&) const = default;
};

// From capabilities.json and requirements.json. Throws Error(source) for documents that are malformed; what is taken
// from them holds letters, digits and ".-_+" alone.
SlurmBuild slurm_build(const Json& capabilities, const Json& requirements);

// Of the folder of a build. Throws Error(host) naming it if it has no such manifest.
SlurmBuild read_slurm_build(const std::filesystem::path& build);

Json to_json(const SlurmBuild& facts);

}  // namespace sf
