#include "node/slurm_build.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

TEST(SlurmBuildTest, IsReadFromTheManifest) {
    testing::TinyBundle bundle;
    bundle.pack();
    const auto build = read_slurm_build(bundle.tree());
    EXPECT_EQ(build.slurm, "24.11.5");
    EXPECT_EQ(build.release, "24.11");
    EXPECT_EQ(build.glibc_floor, "2.17");
    EXPECT_EQ(to_json(build).at("toolchain"), "bookworm");
}

TEST(SlurmBuildTest, WhatIsNoWordIsRefused) {
    testing::TinyBundle bundle;
    for (const char* hostile : {"", "../../etc", "24.11\n", "a b"}) {
        bundle.capabilities["slurm"] = hostile;
        EXPECT_THROW(slurm_build(bundle.capabilities, bundle.requirements), Error) << hostile;
    }
    bundle.capabilities["slurm"] = 5;
    EXPECT_THROW(slurm_build(bundle.capabilities, bundle.requirements), Error);
}

TEST(SlurmBuildTest, AFolderWithoutAManifestIsNamed) {
    try {
        read_slurm_build("/nonexistent");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_NE(error.message().find("/nonexistent"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
