#include "spec/version.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(Version, OrderIsSpacks) {
    const char* ascending[] = {"1.0rc1", "1.0rc2", "1.0",     "1.0a",  "1.0.1", "1.2",    "1.10",
                               "1.10.1", "2",      "22.05.8", "24.05", "24.11", "24.11.5"};
    for (std::size_t i = 0; i < std::size(ascending); ++i) {
        for (std::size_t j = 0; j < std::size(ascending); ++j) {
            EXPECT_EQ(Version(ascending[i]) < Version(ascending[j]), i < j) << ascending[i] << " " << ascending[j];
        }
    }
}

TEST(Version, LettersAfterANumberAreNewer) {
    EXPECT_LT(Version("1.1.1"), Version("1.1.1w"));
    EXPECT_LT(Version("1.1.1k"), Version("1.1.1w"));
}

TEST(Version, NumbersOfAnyLength) {
    EXPECT_LT(Version("1.99999999999999999999998"), Version("1.99999999999999999999999"));
    EXPECT_TRUE(Version("24.05").is_within(Version("24.5")));
}

TEST(Version, WithinIsByWholeComponents) {
    EXPECT_TRUE(Version("24.11.5").is_within(Version("24.11")));
    EXPECT_TRUE(Version("24.11").is_within(Version("24.11")));
    EXPECT_FALSE(Version("24.11").is_within(Version("24.11.5")));
    EXPECT_FALSE(Version("24.115").is_within(Version("24.11")));
}

TEST(Version, UpToKeepsTheText) {
    EXPECT_EQ(Version("24.11.5").up_to(2).text(), "24.11");
    EXPECT_EQ(Version("6.5-20250216").up_to(3).text(), "6.5-20250216");
    EXPECT_EQ(Version("24").up_to(2).text(), "24");
}

struct RangeCase {
    const char* range;
    const char* version;
    bool contains;
};

class Range : public testing::TestWithParam<RangeCase> {};

TEST_P(Range, Contains) {
    EXPECT_EQ(VersionRange(GetParam().range).contains(Version(GetParam().version)), GetParam().contains);
}

INSTANTIATE_TEST_SUITE_P(Cases, Range,
                         testing::Values(RangeCase{"24.11", "24.11.5", true}, RangeCase{"24.11", "24.11", true},
                                         RangeCase{"24.11", "24.05", false}, RangeCase{"23.11:", "23.11", true},
                                         RangeCase{"23.11:", "25.05.1", true}, RangeCase{"23.11:", "23.02.9", false},
                                         RangeCase{":24.05", "24.05.3", true}, RangeCase{":24.05", "24.11", false},
                                         RangeCase{"23.11:24.11", "24.11.7", true},
                                         RangeCase{"23.11:24.11", "25.05", false},
                                         RangeCase{":22.05, 24.11:", "23.02", false},
                                         RangeCase{":22.05, 24.11:", "22.05.8", true}, RangeCase{":", "1", true},
                                         RangeCase{"3.0.2:3", "3.5", true}));

TEST(Range, WhatIsNotOneIsRefused) {
    for (const char* text : {"", ",", "24.11,", "24.11:23.11", ">=24.11", "24.11:25:26", "."}) {
        EXPECT_THROW(VersionRange{text}, Error) << text;
    }
}

}  // namespace
}  // namespace sf
