// How long packages took in earlier builds on this machine: home.state()/times.json, by package name.
#pragma once

#include <map>
#include <string>

#include "base/home.h"

namespace sf {

struct RememberedTime {
    double wall_s = 0, cpu_s = 0;
};
using Times = std::map<std::string, RememberedTime>;

// Empty if there is no file, or one that makes no sense: times only order the work.
Times load_times(const Home& home);
// Adds to what the file has now.
void remember_times(const Home& home, const Times& times);

}  // namespace sf
