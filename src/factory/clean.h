// Removes from the home folder what can be made again. Bundles in builds/ always stay.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/home.h"

namespace sf {

struct Removed {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
};

// Throws Error(host) if a build is running in this home (it holds a lock).
std::vector<Removed> clean(const Home& home, bool full, bool dry_run);

}  // namespace sf
