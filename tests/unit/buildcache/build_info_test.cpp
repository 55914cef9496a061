#include "buildcache/build_info.h"

#include <gtest/gtest.h>

#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class BuildInfoTest : public testing::SmallCache {};

TEST_F(BuildInfoTest, SaysWhatSpackHasToMove) {
    const Json info = make_build_info(store_.path(tool_), padded_prefix(tool_),
                                      {{tool_.hash, padded_prefix(tool_)}, {hello_.hash, padded_prefix(hello_)}});
    EXPECT_EQ(info.at("relocate_binaries"), Json::array({"bin/tool"}));
    EXPECT_EQ(info.at("relocate_textfiles"), Json::array({"etc/paths"}));
    EXPECT_EQ(info.at("relocate_links"), Json::array());
    EXPECT_EQ(info.at("hash_to_prefix").at(hello_.hash), padded_prefix(hello_));
    EXPECT_EQ(fs::path(info.at("buildpath")) / tool_.store_name(), padded_prefix(tool_));
}

}  // namespace
}  // namespace sf
