#include "mirror/oci_tags.h"

#include <gtest/gtest.h>

namespace sf::oci {
namespace {

TEST(OciTagsTest, WhereSpackLooksTheyAreSpacks) {
    EXPECT_EQ(tag("v3/manifests/index/index.manifest.json"), "index.spack");
    EXPECT_EQ(tag("v3/manifests/spec/zlib/zlib-1.3.1-abc.spec.manifest.json"), "zlib-1.3.1-abc.spack");
    EXPECT_EQ(tag("v3/manifests/spec/x/x-1+2-abc.spec.manifest.json"), "x-1_2-abc.spack");
    const std::string name = std::string(150, 'x') + "-1-abc";
    EXPECT_EQ(tag("v3/manifests/spec/x/" + name + ".spec.manifest.json"),
              std::string(64, 'x') + std::string(52, 'x') + "-1-abc.spack");
    for (const char* spacks : {"index.spack", "zlib-1.3.1-abc.spack"}) EXPECT_FALSE(path_of_tag(spacks)) << spacks;
}

TEST(OciTagsTest, OtherPathsCanBeReadOffTheirTags) {
    EXPECT_EQ(tag("v3/layout.json"), "v3__layout.json.file");
    for (const std::string path :
         {"a", "a/b", "_a", ".a", "a_/b", "a/_b", "a__b", "a b+c", "builds/24.11/x.tar.gz", "\xc3\xa4", "x.spack"}) {
        const std::string name = tag(path);
        EXPECT_TRUE(is_tag(name)) << name;
        EXPECT_EQ(path_of_tag(name), path) << name;
        EXPECT_FALSE(name.ends_with(kPackageEnd)) << name;
    }
}

TEST(OciTagsTest, LongOnesSayWhereTheyMayBe) {
    const std::string path = "builds/24.11/" + std::string(200, 'x');
    EXPECT_TRUE(is_tag(tag(path)));
    EXPECT_NE(tag(path), tag(path + "x"));
    EXPECT_FALSE(path_of_tag(tag(path)));
    EXPECT_TRUE(may_be_below(tag(path), "builds"));
    EXPECT_TRUE(may_be_below(tag(path), "builds/24.11"));
    EXPECT_FALSE(may_be_below(tag(path), "blobs"));
    EXPECT_FALSE(may_be_below(tag(path), "builds/24"));
    EXPECT_TRUE(may_be_below("zlib-1-abc.spack", "v3/manifests"));
    EXPECT_TRUE(may_be_below("zlib-1-abc.spack", "v3/manifests/spec/zlib"));
    EXPECT_FALSE(may_be_below("zlib-1-abc.spack", "blobs"));
    EXPECT_TRUE(may_be_below("index.spack", "v3/manifests"));
}

TEST(OciTagsTest, WhatNobodyHereMadeIsNoPath) {
    for (const char* name : {"latest", ".file", "..__..__etc.file", "a__..__b.file", "a____b.file", "a_zz.file",
                             "a_2F.file", "a_.file", "__etc.file"})
        EXPECT_FALSE(path_of_tag(name)) << name;
    for (const char* name : {"", "-a", ".a", "a/b", "a b", "a:b"}) EXPECT_FALSE(is_tag(name)) << name;
    EXPECT_FALSE(is_tag(std::string(129, 'a')));
}

}  // namespace
}  // namespace sf::oci
