#include "build/needed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "unit/build/plan_fixture.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// slurm links curl, which links zlib, and is built with tool.
class NeededTest : public ::testing::Test {
  protected:
    NeededTest() {
        for (const char* name : {"slurm", "curl", "zlib"}) fixture_.planned(name).shipped = true;
    }

    std::vector<std::string> names_missing(const std::set<std::string>& there) {
        std::vector<std::string> names;
        for (const auto* planned :
             missing(fixture_.plan, [&](const PlannedPackage& planned) { return there.contains(planned.spec.name); }))
            names.push_back(planned->spec.name);
        return names;
    }

    test::PlanFixture fixture_;
};

TEST_F(NeededTest, AToolIsNeededWhileSomethingIsLeftToBuildWithIt) {
    EXPECT_THAT(names_missing({}), ElementsAre("zlib", "curl", "tool", "slurm"));
    EXPECT_THAT(names_missing({"zlib", "curl"}), ElementsAre("tool", "slurm"));
    EXPECT_THAT(names_missing({"zlib", "curl", "slurm"}), IsEmpty());
}

TEST_F(NeededTest, WhatIsShippedIsNeededEvenIfNothingIsLeftToBuild) {
    EXPECT_THAT(names_missing({"slurm"}), ElementsAre("zlib", "curl"));
}

TEST_F(NeededTest, WhatAToolNeedsToRunComesWithIt) {
    auto& tool = fixture_.planned("tool");
    tool.spec.dependencies.push_back({"zlib", fixture_.planned("zlib").spec.hash, {"link"}, {}});
    fixture_.planned("zlib").shipped = false;
    EXPECT_THAT(names_missing({"curl", "tool", "slurm"}), IsEmpty());
    EXPECT_THAT(names_missing({"curl", "tool"}), ElementsAre("zlib", "slurm"));
}

}  // namespace
}  // namespace sf
