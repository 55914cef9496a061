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

TEST_F(BuildInfoTest, IsReadAsSpackWritesIt) {
    const BuildInfo info = parse_build_info(
        "{buildpath: /home/u/spack/opt/spack, hardlinks_deduped: true, hash_to_prefix: {abc: "
        "/home/u/spack/opt/spack/x,\n"
        "    def: /home/u/spack/opt/spack/y/}, relative_prefix: x, relocate_binaries: [],\n"
        "  sbang_install_path: /home/u/spack/opt/spack/bin/sbang, spackprefix: /home/u/spack}\n",
        "info");
    EXPECT_EQ(info.install_root, "/home/u/spack/opt/spack");
    EXPECT_EQ(info.sbang, "/home/u/spack/opt/spack/bin/sbang");
    EXPECT_EQ(info.hash_to_prefix.at("def"), "/home/u/spack/opt/spack/y");
    EXPECT_EQ(parse_build_info("{buildpath: /s, prefix_to_hash: {/s/x: abc}}", "old").hash_to_prefix.at("abc"), "/s/x");
}

TEST_F(BuildInfoTest, WhatIsNoneIsRefused) {
    for (const char* text : {"", "[]", "{buildpath: /s}", "{buildpath: s, hash_to_prefix: {}}",
                             "{buildpath: /, hash_to_prefix: {}}", "{buildpath: /s, hash_to_prefix: {a: /s/../x}}",
                             "{buildpath: /s, hash_to_prefix: []}", "{a: &x [1], b: *x}", "{"}) {
        try {
            parse_build_info(text, "info");
            ADD_FAILURE() << text;
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source) << text;
        }
    }
}

}  // namespace
}  // namespace sf
