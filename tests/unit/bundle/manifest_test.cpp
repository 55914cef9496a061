#include "bundle/manifest.h"

#include <gtest/gtest.h>

#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

TEST(Sources, NameOriginsAndOfLocalOnesTheFileAlone) {
    testing::SmallStack stack;
    stack.plan.packages[1].local_source = "/home/user/secret/slurm-mine.tar.bz2";
    stack.plan.packages[1].source.variant = "local";
    const auto json = sources_to_json(stack.plan);
    ASSERT_EQ(json.at("packages").size(), 2U);
    EXPECT_EQ(json["packages"][0]["urls"][0], "https://example.org/hello.tar.gz");
    EXPECT_EQ(json["packages"][0]["pool"][0], "pool/main/hello.tar.gz");
    EXPECT_EQ(json["packages"][1]["file"], "slurm-mine.tar.bz2");
    EXPECT_EQ(json["packages"][1]["patches"][0]["sha256"], std::string(64, 'c'));
    EXPECT_FALSE(json["packages"][1].contains("urls"));
    EXPECT_EQ(json.dump().find("/home/user"), std::string::npos);
}

TEST(Requirements, StateGlibcAndTarget) {
    const testing::SmallStack stack;
    const auto json = requirements_to_json(stack.plan, "2.34");
    EXPECT_EQ(json.at("glibc_floor"), "2.34");
    EXPECT_EQ(json.at("target"), "x86_64_v3");
    EXPECT_TRUE(json.at("kernel").is_null());
}

}  // namespace
}  // namespace sf
