// The options that choose what is built; `build-slurm` and `plan` share them, `build-compiler` has some of them.
#pragma once

#include <string>
#include <vector>

#include "concretize/concretize.h"
#include "source/source.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

struct RequestOptions {
    std::string slurm_version;
    std::string toolchain;
    std::string target;
    std::string compiler_version;
    std::string sources;
    bool minimal = false;
    bool gpu = false;
    std::vector<std::string> with;
    std::vector<std::string> local_sources;  // NAME=PATH

    void add_to(CLI::App& command);
    // Without those of Slurm itself.
    void add_compiler_options_to(CLI::App& command);
    // Checks what can be checked before the catalog says more; fills in the host's toolchain and the default release.
    Request to_request(Services& services) const;
};

// The documents' default and so the program's.
inline constexpr const char* kDefaultRelease = "25.11";

// --explain [PACKAGE]: who needs it and which rule chose its version; without PACKAGE for every package of the plan.
void add_explain_option(CLI::App& command, std::string& package, bool& given);
std::string explain_text(const Plan& plan, const std::string& package);

// The plan of a request with the machine's choice of source variants.
Plan plan_request(const Request& request, Services& services);

}  // namespace sf
