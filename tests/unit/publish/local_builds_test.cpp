#include "publish/local_builds.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/bundle/small_bundle.h"

namespace sf {
namespace {

class LocalBuildsTest : public ::testing::Test {
  protected:
    std::string refusal(const std::vector<std::string>& wanted) {
        try {
            find_builds(wanted, folder_);
        } catch (const Error& error) {
            return error.message();
        }
        return "";
    }

    testing::SmallBundle bundle_;
    fs::path tarball_ = bundle_.make(), folder_ = tarball_.parent_path();
};

TEST_F(LocalBuildsTest, ABundleUnderBothNamesIsOneBuild) {
    for (const std::vector<std::string>& wanted :
         {std::vector<std::string>{}, {"24.11"}, {"24.11.5"}, {tarball_.filename().string()}, {tarball_.string()}}) {
        const auto builds = find_builds(wanted, folder_);
        ASSERT_EQ(builds.size(), 1u);
        EXPECT_EQ(builds[0].name, "slurm-24.11.5-bookworm-minimal-software.tar.gz");
        EXPECT_EQ(builds[0].alias, "slurm-24.11-bookworm-minimal-software.tar.gz");
        EXPECT_TRUE(fs::exists(builds[0].beside(".intoto.jsonl")));
        EXPECT_TRUE(builds[0].beside(".none").empty());
    }
}

TEST_F(LocalBuildsTest, WhatIsNotThereIsNamedWithWhatIs) {
    EXPECT_NE(refusal({"24.12"}).find("has no build 24.12"), std::string::npos);
    EXPECT_NE(refusal({"24.12"}).find("slurm-24.11-bookworm-minimal-software.tar.gz"), std::string::npos);
    EXPECT_THROW(find_builds({}, folder_ / "none"), Error);
}

TEST_F(LocalBuildsTest, ARenamedTarballIsRefused) {
    const fs::path renamed = folder_ / "slurm-25.11-noble-software.tar.gz";
    fs::copy_file(tarball_, renamed);
    EXPECT_NE(refusal({renamed.string()}).find("was renamed: it is Slurm 24.11.5 for bookworm"), std::string::npos);
}

TEST_F(LocalBuildsTest, TheChecksumBesideItCounts) {
    write_file_atomic(tarball_.string() + ".sha256", std::string(64, '0') + "  name\n");
    EXPECT_NE(refusal({tarball_.string()}).find("does not have the checksum"), std::string::npos);
}

}  // namespace
}  // namespace sf
