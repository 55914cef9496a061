// A hierarchy of modulefiles as Lmod has it: what is visible follows from the compiler and the MPI that are loaded.
// https://lmod.readthedocs.io/en/latest/080_hierarchy.html
//
//   modules/Core/slurm/24.11.5.lua, gcc/12.lua                    always there; gcc opens the next folder
//   modules/Compiler/gcc/12/openmpi/5.0.7.lua                     opens the next one
//   modules/MPI/gcc/12/openmpi/5.0.7/hdf5/1.14.6.lua
#pragma once

#include <vector>

#include "bundle/modulefile.h"

namespace sf {

// The toolchain's compiler and every shipped package with a `module` key, in the plan's order. Throws Error(catalog)
// for a module of the tier mpi whose package needs no package that opens it.
std::vector<Modulefile> module_hierarchy(const Plan& plan);

}  // namespace sf
