// A first draft of a toolchain for an operating system that the catalog does not know yet.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"
#include "catalog/catalog.h"
#include "catalog/os_release.h"

namespace sf {

// apt or dnf, by the OS or by what it descends from. Throws Error(usage) for other families.
std::string family_of(const OsRelease& os);

struct CompilerAndLibc {
    std::string gcc;    // the major, 12
    std::string glibc;  // 2.36
};
// Of this machine, by gcc and getconf. Throws Error(host) if either does not answer.
CompilerAndLibc host_compiler_and_libc(Process& process);

// The toolchain whose packages and targets suit best: of the same family with the nearest gcc; of equally near ones
// that of the same OS. Throws Error(catalog) if the catalog has none of the family.
const Toolchain& nearest_toolchain(const Catalog& catalog, const OsRelease& os, const std::string& gcc);

// `model` with everything that the OS itself says put in its place. The image is a guess for a person to check.
Toolchain draft_toolchain(const std::string& name, const Toolchain& model, const OsRelease& os,
                          const CompilerAndLibc& versions);

// The file of a toolchain (docs/catalog.md).
std::string toolchain_yaml(const Toolchain& toolchain);

// Writes it to FOLDER/toolchains/NAME.yaml and checks it together with the catalog's `folders`. Throws Error(usage) for
// a name that cannot stand in a file's name, or a file that exists; Error(catalog) with the faults.
std::filesystem::path add_toolchain(std::vector<std::filesystem::path> folders, const std::filesystem::path& folder,
                                    const Toolchain& toolchain);

}  // namespace sf
