#include "buildcache/index.h"

#include <gtest/gtest.h>

#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class IndexTest : public testing::SmallCache {};

TEST_F(IndexTest, ReadsWhatItWrites) {
    push();
    const Index before = index();
    const Index after = parse_index(index_text(before), "test");
    EXPECT_EQ(index_text(after), index_text(before));
    EXPECT_EQ(after.packages.size(), 2u);
    EXPECT_EQ(after.packages.at(tool_.hash).prefix, padded_prefix(tool_));
    EXPECT_EQ(after.expires - after.created, 90 * 86400);
}

TEST_F(IndexTest, NodesAndPackagesMustFit) {
    push();
    const Index good = index();
    Index bad = good;
    bad.nodes.at(hello_.hash)["version"] = "6.6";
    EXPECT_THROW(parse_index(index_text(bad), "test"), Error);
    bad = good;
    bad.packages.at(hello_.hash).name = "tool";
    EXPECT_THROW(parse_index(index_text(bad), "test"), Error);
    bad = good;
    bad.nodes.erase(hello_.hash);
    EXPECT_THROW(parse_index(index_text(bad), "test"), Error);
    for (const char* text : {"", "{}", R"({"format": 2})"}) EXPECT_THROW(parse_index(text, "test"), Error) << text;
}

TEST_F(IndexTest, SpacksIndexHasEveryNode) {
    push({"hello"});
    Index all = index();
    all.nodes[tool_.hash] = to_node(tool_);
    const Json database = parse_json(spack_index_text(all), "test").at("database");
    EXPECT_EQ(database.at("version"), "8");
    const Json& installs = database.at("installs");
    EXPECT_EQ(installs.at(hello_.hash).at("in_buildcache"), true);
    EXPECT_EQ(installs.at(hello_.hash).at("ref_count"), 1);
    EXPECT_EQ(installs.at(hello_.hash).at("spec").at("hash"), hello_.hash);
    EXPECT_EQ(installs.at(tool_.hash).at("in_buildcache"), false);
}

}  // namespace
}  // namespace sf
