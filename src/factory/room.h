// Enough disk before the work starts: a build that dies of a full disk after ten minutes helps nobody.
#pragma once

#include <filesystem>

#include "base/home.h"

namespace sf {

// Roots, build trees and store of one flavour need about this much.
inline constexpr unsigned long long kRoomForBuild = 3'000'000'000;
inline constexpr unsigned long long kRoomForOutput = 200'000'000;

// Creates both folders; throws Error(host) that names the folder, what is free and what is needed.
void check_room(const Home& home, const std::filesystem::path& output);

}  // namespace sf
