// The files of a catalog: what of several folders counts.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sf {

// Name without ".yaml" -> path, of one kind ("packages"); a later folder's file replaces an earlier one's. Throws
// Error(usage) for a folder that does not exist.
std::map<std::string, std::filesystem::path> catalog_files(const std::vector<std::filesystem::path>& folders,
                                                           const std::string& kind);

// packages/patches of the folders, the one that has `file` first, then the others, last first: so that a site's copy of
// a package file needs no copies of its patches.
std::vector<std::filesystem::path> patch_folders(const std::vector<std::filesystem::path>& folders,
                                                 const std::filesystem::path& file);

}  // namespace sf
