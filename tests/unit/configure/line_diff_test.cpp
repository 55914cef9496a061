#include "configure/line_diff.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(LineDiff, ShowsWhatGoesAndComes) {
    EXPECT_EQ(line_diff("a\nb\nc\n", "a\nx\nc\nd\n"), "-b\n+x\n+d\n");
    EXPECT_EQ(line_diff("a\n", "a\n"), "");
    EXPECT_EQ(line_diff("", "a\n"), "+a\n");
}

TEST(LineDiff, HidesPasswords) {
    EXPECT_EQ(line_diff("StoragePass=old\n", "StoragePass=new\n"), "-StoragePass=...\n+StoragePass=...\n");
    EXPECT_EQ(line_diff("", "StoragePass=\n"), "+StoragePass=\n");
}

}  // namespace
}  // namespace sf
