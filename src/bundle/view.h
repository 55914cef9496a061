// The view: one prefix with the files of every shipped package of a plan, made movable.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bundle/file_list.h"
#include "concretize/concretize.h"
#include "store/store.h"

namespace sf {

// Whether a file of a package's prefix goes into the view: its globs, and always its licences.
bool is_kept(const Package& package, const std::string& relative);

// The shipped package that a bundle's file (view/bin/srun) comes from; nothing for what no package has.
const PlannedPackage* owner_in_view(const Plan& plan, const Store& store, const std::string& bundle_path);

// File of the view -> folders in which it looks for libraries before lib and lib/slurm; files without such are left
// out.
using OwnFolders = std::map<std::string, std::vector<std::string>>;

struct CollectedView {
    OwnFolders own_folders;
    FileOwners owners;
};

// Fills `view` from the store, which stays as it is: files that need no change are hard links, ELF files with a RUNPATH
// are copies with the view's own one. Absolute links into a package's prefix become relative ones of the view. Throws
// Error(build) naming package and file: two packages with one path and different content, setuid or setgid, a device or
// socket, a link that leads out of the view or to nothing, an ELF file that cannot be rewritten, a shipped package
// without a licence text.
CollectedView collect_view(const Plan& plan, const Store& store, const std::filesystem::path& view);

// What the ELF files of a view ask of the system: the highest glibc. Throws Error(build) for one that needs a library
// of the view and has no RUNPATH to find it.
std::string survey_elf_files(const std::filesystem::path& view);

}  // namespace sf
