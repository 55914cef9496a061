// What a second build under other circumstances showed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "factory/compare.h"

namespace sf {

struct Reproduction {
    std::string first_sha256, second_sha256;
    std::string circumstances;            // what was different: "user 4321, 3 jobs, another home folder"
    std::vector<Difference> differences;  // those of packages first
    std::filesystem::path second;         // the second tarball, if it differs
    std::filesystem::path diffoscope;     // diffoscope's report on them, if it is installed

    bool same() const { return first_sha256 == second_sha256; }
};

Json reproduction_to_json(const Reproduction& reproduction);
std::string reproduction_to_text(const Reproduction& reproduction);  // for people

}  // namespace sf
