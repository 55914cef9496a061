// The capability contract: what a bundle must provide, expected from the catalog, never read off the build.
// manifest/capabilities.json: {"version": 1, "release", "slurm", "flavour", "toolchain", "glibc_floor", "programs": [{path, run}],
//  "libraries": [{path}], "plugins": [{name, path, hosts}]}
#pragma once

#include <string>
#include <vector>

#include "concretize/concretize.h"

namespace sf {

struct Capability {
    CapabilityKind kind;
    std::string path;                    // relative to the view: sbin/slurmd, lib/slurm/auth_munge.so
    std::string name;                    // auth_munge
    std::string run;
    std::vector<std::string> hosts;
    std::string package;
};

std::vector<Capability> expected_capabilities(const Plan& plan);
Json capabilities_to_json(const Plan& plan, const std::vector<Capability>& capabilities, const std::string& glibc_floor);
std::vector<Capability> capabilities_from_json(const Json& json);

}  // namespace sf
