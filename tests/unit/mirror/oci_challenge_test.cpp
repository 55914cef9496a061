#include "mirror/oci_challenge.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(OciChallengeTest, OneOrSeveralWithTheirParameters) {
    const auto challenges = parse_challenges(
        R"(Bearer realm="https://auth.example/token",service="a \"b\"", Scope="repository:a:pull,push" , Basic realm=x)");
    ASSERT_EQ(challenges.size(), 2u);
    EXPECT_EQ(challenges[0].scheme, "bearer");
    EXPECT_EQ(challenges[0].parameters.at("realm"), "https://auth.example/token");
    EXPECT_EQ(challenges[0].parameters.at("service"), "a \"b\"");
    EXPECT_EQ(challenges[0].parameters.at("scope"), "repository:a:pull,push");
    EXPECT_EQ(challenges[1].scheme, "basic");
    EXPECT_EQ(challenges[1].parameters.at("realm"), "x");
    EXPECT_EQ(parse_challenges("Negotiate, BASIC").size(), 2u);
}

TEST(OciChallengeTest, WhatIsMalformedEndsIt) {
    EXPECT_TRUE(parse_challenges("").empty());
    EXPECT_TRUE(parse_challenges("\"\"").empty());
    EXPECT_TRUE(parse_challenges("realm=x").empty());
    EXPECT_TRUE(parse_challenges("Bearer realm=\"endless").at(0).parameters.empty());
    EXPECT_EQ(parse_challenges("Bearer \x01 Basic").size(), 1u);
}

}  // namespace
}  // namespace sf
