// The files that the program keeps, for the manual.
#pragma once

#include <string>
#include <vector>

namespace sf {

struct HomeFile {
    std::string path;  // ~/.slurm-factory/builds
    std::string meaning;
};

// Of the home folder, what its owner looks for; paths are those of Home.
const std::vector<HomeFile>& home_files();

}  // namespace sf
