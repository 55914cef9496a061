// What differs between two trees that ought to be the same, file by file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sf {

struct Difference {
    std::string path;     // relative to both trees
    std::string what;     // "line 3 is \"built at 12:01\" and \"built at 12:04\"", for people
    std::string package;  // whose file it is, where the caller knows
};

// Types, link targets, content, and the mode that a tarball keeps (whether anybody may execute it); sorted bytewise by
// path. Owners and times do not count.
std::vector<Difference> compare_trees(const std::filesystem::path& first, const std::filesystem::path& second);

}  // namespace sf
