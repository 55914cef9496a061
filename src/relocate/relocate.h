// Makes a tree run from anywhere (design: building-slurm.md, "What is baked in, and the answer to relocation").
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "relocate/elf.h"

namespace sf {

// Every padded build prefix starts with this (concretize.h: kPrefixRoot; then padding up to a constant length).
inline constexpr std::string_view kPaddedRoot = "/opt/slurm-factory/__padding__";

// DT_RUNPATH (or DT_RPATH) of a file; nothing if it is no ELF file or has none.
std::optional<std::string> runpath_of(const std::filesystem::path& file);

// Rewrites DT_RUNPATH (or DT_RPATH) in place: never grows, the rest of the room is zero-filled. Throws Error(failure)
// if the room is too small or another string of .dynstr shares its bytes. Returns false if the file is no dynamic ELF
// or has none. Works on a copy only: a file with more than one hard link is refused. Mode and size stay as they are.
bool rewrite_runpath(const std::filesystem::path& file, const std::string& runpath);
// Undoes it: the longer string goes back into the zeros that it left. Throws Error(failure) if they are too few.
bool restore_runpath(const std::filesystem::path& file, const std::string& runpath);

// The relative RUNPATH for a file of a view, so that it finds lib/slurm and lib from where it lies:
// bin, sbin -> $ORIGIN/../lib/slurm:$ORIGIN/../lib; lib/slurm -> $ORIGIN:$ORIGIN/..; lib -> $ORIGIN:$ORIGIN/slurm;
// lib/security -> $ORIGIN/..:$ORIGIN/../slurm; deeper folders likewise. `own` are folders of the view that the file
// looks in first: pmix4/lib -> $ORIGIN/../../pmix4/lib:$ORIGIN:$ORIGIN/.. for lib/slurm/mpi_pmix_v4.so.
std::string view_runpath(const std::string& relative_path, const std::vector<std::string>& own = {});

// A padded prefix that is left in a file.
struct BakedString {
    std::string file;          // relative to the view
    std::uint64_t offset = 0;  // of the prefix's first byte
    std::uint64_t room = 0;  // length of the prefix (/opt/slurm-factory/__padding__.../NAME-VERSION-HASH): what may be
                             // overwritten by a prefix that is as long, or shorter and filled with '/' on its left
    std::string value;       // the whole C string around it (binary), the prefix itself (text)
    std::string package{};   // the last folder of the prefix: NAME-VERSION-HASH
    bool text = false;
};

// Every occurrence of `needle` in the regular files below `view`, sorted by file and offset.
std::vector<BakedString> find_baked_strings(const std::filesystem::path& view, std::string_view needle = kPaddedRoot);

inline constexpr int kRelocationVersion = 2;  // of relocation.json; 1 named no target

// manifest/relocation.json: {"version": kRelocationVersion, "entries": [{file, offset, room, kind: "binary"|"text",
// value, target}]}. The target is the folder of the bundle that stands for the prefix: "view", or for a package that
// has a folder of the view for itself, which `folders` names by NAME-VERSION-HASH, "view/pmix5".
Json relocation_table(const std::vector<BakedString>& strings, const std::map<std::string, std::string>& folders);

// A path that must not be in any file: of the build host or of the sandbox.
struct ForbiddenString {
    std::string file;
    std::uint64_t offset = 0;
    std::string needle;
    bool link = false;  // in the target of a symbolic link, not in a file's bytes
};

// Searches every regular file and every link's target below `tree`. A needle that starts with '/' counts only where it
// is the start of a path ("/build/src" is not found in "./build/src" nor in "https://host/build/src").
std::vector<ForbiddenString> find_forbidden_strings(const std::filesystem::path& tree,
                                                    const std::vector<std::string>& needles);

// The target of a relative link at `link_path` that leads to `target_path`, both relative to the view: lib/slurm/a.so,
// lib/b.so -> ../b.so.
std::string relative_link(const std::string& link_path, const std::string& target_path);

}  // namespace sf
