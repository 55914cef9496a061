#include "base/http_failure.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(HttpFailureTest, WhatMayPassIsTriedAgain) {
    for (const long status : {429, 500, 503, 504}) EXPECT_TRUE(is_transient_status(status)) << status;
    for (const long status : {200, 301, 403, 404, 412, 501}) EXPECT_FALSE(is_transient_status(status)) << status;
}

TEST(HttpFailureTest, WaitsGrowAndDifferByChance) {
    for (const auto& [attempt, about] : {std::pair(0, 1.0), {1, 2.0}, {3, 8.0}, {5, 32.0}, {50, 32.0}}) {
        EXPECT_GE(back_off_s(attempt), 0.75 * about);
        EXPECT_LE(back_off_s(attempt), 1.25 * about);
    }
    EXPECT_NE(back_off_s(0), back_off_s(0));
}

TEST(HttpFailureTest, AServerMaySayHowLong) {
    EXPECT_EQ(back_off_s(0, "7"), 7);
    EXPECT_EQ(back_off_s(0, "100000"), 60);
    EXPECT_EQ(back_off_s(0, "Wed, 21 Oct 2015 07:28:00 GMT"), 0);
    EXPECT_EQ(back_off_s(0, "Wed, 21 Oct 2099 07:28:00 GMT"), 60);
    EXPECT_LT(back_off_s(0, "soon"), 2);
    EXPECT_LT(back_off_s(0, "-5"), 2);
}

}  // namespace
}  // namespace sf
