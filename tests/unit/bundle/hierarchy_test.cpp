#include "bundle/hierarchy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HierarchyTest : public ::testing::Test {
  protected:
    std::vector<std::string> paths() {
        std::vector<std::string> result;
        for (const auto& modulefile : module_hierarchy(stack_.plan)) result.push_back(modulefile.path);
        return result;
    }
    std::string text_of(std::size_t index) {
        const auto modulefiles = module_hierarchy(stack_.plan);
        return render(modulefiles.at(index), stack_.plan, Catalog::load({stack_.catalog_folder()}));
    }
    // The library is the MPI, and Slurm's package needs it.
    void make_mpi() {
        stack_.package("hello").module = ModuleRule{"compiler", "mpi", "openmpi.lua.in"};
        stack_.package("hello").description = "says hello";
        stack_.package("hello").at = "hello5";
        stack_.package("slurm").module = ModuleRule{"mpi", "", "library.lua.in"};
    }

    testing::SmallStack stack_;
};

TEST_F(HierarchyTest, HasTheCompilerAndThePackagesThatAskForIt) {
    EXPECT_THAT(paths(), ElementsAre("modules/Core/gcc/12.lua"));
    stack_.package("slurm").module = ModuleRule{"core", "", "modulefile.lua.in"};
    stack_.package("hello").module = ModuleRule{"compiler", "", "library.lua.in"};
    EXPECT_THAT(paths(), ElementsAre("modules/Core/gcc/12.lua", "modules/Compiler/gcc/12/hello/1.0.lua",
                                     "modules/Core/slurm/24.11.5.lua"));
    stack_.plan.packages.front().shipped = false;
    EXPECT_THAT(paths(), ElementsAre("modules/Core/gcc/12.lua", "modules/Core/slurm/24.11.5.lua"));
}

TEST_F(HierarchyTest, EachTierOpensTheNext) {
    make_mpi();
    EXPECT_THAT(paths(), ElementsAre("modules/Core/gcc/12.lua", "modules/Compiler/gcc/12/hello/1.0.lua",
                                     "modules/MPI/gcc/12/hello/1.0/slurm/24.11.5.lua"));
    EXPECT_THAT(text_of(0), HasSubstr("prepend_path(\"MODULEPATH\", pathJoin(modules, \"Compiler/gcc/12\"))"));
    EXPECT_THAT(text_of(1), HasSubstr("prepend_path(\"MODULEPATH\", pathJoin(modules, \"MPI/gcc/12/hello/1.0\"))"));
}

TEST_F(HierarchyTest, AnMpisModuleTellsSrunAndFindsItsFolder) {
    make_mpi();
    EXPECT_THAT(text_of(1), HasSubstr("pushenv(\"SLURM_MPI_TYPE\", \"pmix_v5\")"));
    EXPECT_THAT(text_of(1), HasSubstr("find_prefix(\"HELLO_ROOT\", \"hello5\")"));
    EXPECT_THAT(text_of(1), HasSubstr(":rep(6 - 1) .."));
    EXPECT_THAT(text_of(2), HasSubstr("pushenv(\"SLURM_ROOT\", prefix)"));
}

TEST_F(HierarchyTest, TheTierOfMpiNeedsAnMpi) {
    stack_.package("slurm").module = ModuleRule{"mpi", "", "library.lua.in"};
    try {
        module_hierarchy(stack_.plan);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::catalog);
        EXPECT_THAT(error.message(), HasSubstr("slurm/24.11.5 needs no package"));
    }
}

}  // namespace
}  // namespace sf
