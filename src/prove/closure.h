// The ELF closure: every library that a file of the view needs is found by the file's own RUNPATH inside the view, or
// is the host's.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bundle/view.h"
#include "prove/host_library.h"
#include "relocate/elf.h"

namespace sf {

// The ELF files of a view, read once. Names are paths relative to the view, symbolic links left out.
class ElfTree {
  public:
    static ElfTree read(const std::filesystem::path& view);

    const std::map<std::string, Elf>& files() const { return files_; }
    // The file that `name` is, links followed; nullptr if there is none in the view.
    const Elf* find(const std::string& name) const;
    // The file of the view that ld.so takes for `needed` by the RUNPATH of `file`.
    std::optional<std::string> resolve(const std::string& file, const std::string& needed) const;
    // The same where `file` itself does not find it, but whatever loads `file` needs it too, and finds it: ld.so maps
    // all that a file needs before it looks at what these need in turn (breadth first, as dlsym(3) has it). The
    // compiler's libstdc++ finds libgcc_s so. Nothing if nobody loads `file`, or somebody who does not need it.
    std::optional<std::string> resolve_by_users(const std::string& file, const std::string& needed) const;

  private:
    std::optional<std::string> real_name(const std::filesystem::path& path) const;

    std::filesystem::path view_;  // canonical
    std::map<std::string, Elf> files_;
};

// What a file needs of a driver that a system may lack, by SONAME; the bundle opens such a file only to see whether it
// can (UCX's and Open MPI's modules).
using DriverLibraries = std::map<std::string, std::vector<std::string>>;

// One line a fault: an unresolved library (who needs it, where it was looked for), a RUNPATH other than view_runpath()
// (file, value, expected), an interpreter or a host library that the root does not have.
// `own_folders` is what manifest/runpath.json says. Of `drivers` neither presence nor absence is a fault.
std::vector<std::string> closure_faults(const ElfTree& tree, HostLibraries& host, const std::filesystem::path& root,
                                        const OwnFolders& own_folders = {}, const DriverLibraries& drivers = {});

// The files of the view and of the host that ld.so loads for `file`, itself first. What cannot be resolved is left out.
std::vector<const Elf*> link_closure(const ElfTree& tree, HostLibraries& host, const std::string& file);

}  // namespace sf
