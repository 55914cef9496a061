#include "bundle/hierarchy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "build/recipe.h"

namespace sf {
namespace {

std::string compiler_of(const Plan& plan) {
    return "gcc/" + plan.gcc;
}

std::string name_and_version(const PlannedPackage& planned) {
    return planned.spec.name + "/" + planned.spec.version;
}

// The folder below modules/ that an MPI's modulefile opens.
std::string mpi_folder(const Plan& plan, const PlannedPackage& mpi) {
    return fmt::format("MPI/{}/{}", compiler_of(plan), name_and_version(mpi));
}

bool opens_mpi(const PlannedPackage& planned) {
    return planned.package->module && planned.package->module->opens == "mpi";
}

const PlannedPackage& mpi_of(const Plan& plan, const PlannedPackage& planned) {
    for (const auto* dependency : visible_dependencies(plan, planned))
        if (opens_mpi(*dependency)) return *dependency;
    throw Error(ErrorKind::catalog,
                fmt::format("{}: its module is of the tier mpi, but {} needs no package whose module opens that tier",
                            planned.package->file.string(), name_and_version(planned)));
}

std::string folder_of(const Plan& plan, const PlannedPackage& planned) {
    const auto& tier = planned.package->module->tier;
    if (tier == "core") return "Core";
    if (tier == "compiler") return "Compiler/" + compiler_of(plan);
    return mpi_folder(plan, mpi_of(plan, planned));
}

// hdf5 -> HDF5, as in HDF5_ROOT.
std::string variable_of(const std::string& name) {
    std::string variable;
    for (const char c : name)
        variable += std::isalnum(static_cast<unsigned char>(c)) != 0
                        ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                        : '_';
    return variable;
}

Modulefile modulefile_of(const Plan& plan, const PlannedPackage& planned) {
    const auto& package = *planned.package;
    Modulefile result{fmt::format("modules/{}/{}.lua", folder_of(plan, planned), name_and_version(planned)),
                      package.module->file,
                      {{"name", planned.spec.name},
                       {"version", planned.spec.version},
                       {"variable", variable_of(planned.spec.name)},
                       {"description", package.description},
                       {"homepage", package.homepage},
                       {"at", package.at}}};
    if (opens_mpi(planned)) result.values["opens"] = mpi_folder(plan, planned);
    return result;
}

}  // namespace

std::vector<Modulefile> module_hierarchy(const Plan& plan) {
    std::vector<Modulefile> result{{fmt::format("modules/Core/{}.lua", compiler_of(plan)),
                                    "compiler.lua.in",
                                    {{"opens", "Compiler/" + compiler_of(plan)}}}};
    for (const auto& planned : plan.packages)
        if (planned.shipped && planned.package->module) result.push_back(modulefile_of(plan, planned));
    return result;
}

}  // namespace sf
