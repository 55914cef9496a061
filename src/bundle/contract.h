// The capability contract: what a bundle must provide, expected from the catalog, never read off the build.
// manifest/capabilities.json: {"version": 1, "release", "slurm", "flavour", "toolchain", "glibc_floor",
//  "programs": [{path, run, package}], "libraries": [{path, package, driver_libraries, driver_symbols}],
//  "plugins": [{name, path, hosts, package, opens, driver_symbols}]}; opens and driver_* where there are any
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "concretize/concretize.h"

namespace sf {

struct Capability {
    CapabilityKind kind;
    std::string path;                // relative to the view: sbin/slurmd, lib/slurm/auth_munge.so
    std::string name;                // auth_munge; of programs and libraries the path
    std::string run;                 // program: arguments with which it exits with 0; may be empty
    std::vector<std::string> hosts;  // plugin: programs that load it, relative to the view
    std::string package;
    std::vector<std::string> opens{};  // as in catalog.h: Provided
    std::vector<std::string> driver_symbols{};
    std::vector<std::string> driver_libraries{};
};

// Of the shipped packages, with the conditions of `provides` applied; in the plan's order.
std::vector<Capability> expected_capabilities(const Plan& plan);

// Throws Error(build) listing everything that `view` lacks.
void require_capabilities(const std::vector<Capability>& capabilities, const std::filesystem::path& view);

Json capabilities_to_json(const Plan& plan, const std::vector<Capability>& capabilities,
                          const std::string& glibc_floor);
// Throws Error(failure) for what is not such a document.
std::vector<Capability> capabilities_from_json(const Json& json);

}  // namespace sf
