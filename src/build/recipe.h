// What building one package means: the environment and the phase scripts with every placeholder expanded. Pure: the
// tables of docs/catalog.md are its contract.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "concretize/concretize.h"

namespace sf {

// The build tree as the sandbox sees it; the same for every package, so that no path tells where it was built.
namespace sandbox_paths {
inline constexpr const char* kSource = "/build/src";
inline constexpr const char* kObjects = "/build/obj";
inline constexpr const char* kDestdir = "/build/dest";
inline constexpr const char* kTools = "/build/tools";  // ld
inline constexpr const char* kPatches = "/build/patches";
inline constexpr const char* kHome = "/build/home";
inline constexpr const char* kCcache = "/build/ccache";
}  // namespace sandbox_paths

struct Phase {
    std::string name;  // prepare, configure, build, install, post_install, smoke
    std::string cwd;
    std::string script;  // for bash -euxo pipefail
};

struct Recipe {
    std::string source_dir;  // what of the source is built, and all that is unpacked; empty: the whole
    std::map<std::string, std::string> env;
    std::vector<Phase> phases;  // in order; those with nothing to do are left out
    std::string linker;         // the `ld` wrapper of kTools
};

struct RecipeSettings {
    int jobs = 1;
    std::string makeflags;  // of the jobserver
    bool ccache = false;
};

// Throws Error(catalog) for an unknown placeholder, or a dependency that the package does not declare.
Recipe make_recipe(const Plan& plan, const PlannedPackage& planned, const RecipeSettings& settings);

// The smoke checks alone, in the environment that they have at the end of a build, of a package that is there already:
// only what it needs to run must be in the plan, with the prefixes where all of it lies.
Recipe make_smoke_recipe(const Plan& plan, const PlannedPackage& planned);

// The packages whose prefixes a build of `planned` must see: its direct dependencies and, because their programs and
// libraries load them, everything these link or run; each once, sorted by name.
std::vector<const PlannedPackage*> visible_dependencies(const Plan& plan, const PlannedPackage& planned);

// Where a patch lies in kPatches: its place in the order and its name.
std::string patch_name(std::size_t index, const Patch& patch);

}  // namespace sf
