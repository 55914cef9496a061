// Man pages in the man(7) macros, which man-db and mandoc both read.
#pragma once

#include <map>
#include <string>

#include "manual/manual.h"

namespace sf {

// "slurm-factory buildcache push" -> "slurm-factory-buildcache-push".
std::string page_name(const std::string& command);

// The page of one command of the manual, section 1.
std::string man_page(const Manual& manual, const ManualCommand& command);

// The pages of the program and of each command by file name: "slurm-factory-plan.1".
std::map<std::string, std::string> man_pages(const Manual& manual);

}  // namespace sf
