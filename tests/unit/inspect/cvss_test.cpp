#include "inspect/cvss.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

// Vectors and scores of public advisories (Heartbleed, Shellshock, Log4Shell, ...), as FIRST's calculator has them.
TEST(Cvss, ScoresAreThoseOfTheSpecification) {
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"), 7.5);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), 9.8);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), 10.0);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"), 7.8);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"), 6.1);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N"), 6.4);
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N"), 0);
}

TEST(Cvss, WhatFollowsTheBaseMetricsIsPassedOver) {
    EXPECT_DOUBLE_EQ(*cvss3_base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:P/RL:O"), 7.5);
}

TEST(Cvss, OtherTextHasNoScore) {
    for (const char* text :
         {"", "7.5", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
          "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"})
        EXPECT_FALSE(cvss3_base_score(text)) << text;
}

TEST(Cvss, RatingsAreWords) {
    EXPECT_EQ(cvss_rating(0), "none");
    EXPECT_EQ(cvss_rating(3.9), "low");
    EXPECT_EQ(cvss_rating(4.0), "medium");
    EXPECT_EQ(cvss_rating(7.0), "high");
    EXPECT_EQ(cvss_rating(9.0), "critical");
}

}  // namespace
}  // namespace sf
