// The files of a bundle with their sizes, hashes and the packages that they come from: what files.json and the SBOM
// say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "relocate/relocate.h"

namespace sf {

// Path in the view (bin/srun) -> name of the package. Of one that several have alike, the first.
using FileOwners = std::map<std::string, std::string>;

struct ListedFile {
    std::string path;         // relative to the bundle: view/bin/srun
    std::string link_target;  // of a symbolic link; empty: a file
    std::string mode;         // of a file: 0755 or 0644, what the archive gives it
    std::uint64_t size = 0;
    std::string sha256, sha1;  // the ranges of the relocation table count as zero bytes
    bool normalised = false;   // there are such ranges in it
    std::string package;       // empty: of the bundle itself, such as a modulefile
};

// Everything below `bundle` but manifest/, sorted bytewise by path.
std::vector<ListedFile> list_files(const std::filesystem::path& bundle, const std::vector<BakedString>& baked,
                                   const FileOwners& owners);

inline constexpr int kFilesVersion = 2;  // of files.json; 1 named no packages

// files.json: {"version": kFilesVersion, "files": [{"path", "type": "file", "mode": "0755", "size", "sha256",
// "package"} | {"path", "type": "link", "target", "package"}]}; package where one has the file. Hashes are normalised,
// so that a file that was relocated on a node still has its own.
Json files_to_json(const std::vector<ListedFile>& files);

// The sha256 of a file with the ranges [offset, offset + room) of `baked` taken as zeros; what files.json holds.
std::string normalised_sha256(const std::filesystem::path& file, const std::vector<BakedString>& baked);
std::string normalised_sha256(std::string_view content, const std::vector<BakedString>& baked);

}  // namespace sf
