// A bundle on disk: unpacked if it came as a tarball, with what its manifest says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "bundle/contract.h"
#include "bundle/view.h"

namespace sf {

struct UnpackedBundle {
    std::filesystem::path root;  // holds view/ and manifest/
    std::string sha256;          // of the tarball; empty for a folder
    std::string slurm;           // 24.11.5
    std::string toolchain;       // that it was built for
    std::string glibc_floor;     // 2.34
    std::vector<Capability> capabilities;
    OwnFolders own_folders;  // manifest/runpath.json

    std::filesystem::path view() const { return root / "view"; }
    std::filesystem::path manifest() const { return root / "manifest"; }
};

// A tarball is unpacked by tar into `scratch`, which is what its user does too; a folder is taken where it is. Throws
// Error(proof) for what is not a bundle.
UnpackedBundle unpack_bundle(const std::filesystem::path& bundle, const std::filesystem::path& scratch,
                             Process& process);

// Throws Error(proof) if `glibc` of the system is older than what the bundle needs, naming both.
void refuse_older_glibc(const UnpackedBundle& bundle, const std::string& system, const std::string& glibc);

// Compares the tree with manifest/files.json: one line for each file that is missing, changed or not listed.
std::vector<std::string> manifest_faults(const UnpackedBundle& bundle);

}  // namespace sf
