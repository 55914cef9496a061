#include "manual/home_files.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(HomeFiles, LieInTheHomeFolderAndSayWhatTheyAre) {
    ASSERT_FALSE(home_files().empty());
    for (const auto& file : home_files()) {
        EXPECT_TRUE(file.path.starts_with("~/.slurm-factory/")) << file.path;
        EXPECT_FALSE(file.meaning.empty()) << file.path;
    }
}

}  // namespace
}  // namespace sf
