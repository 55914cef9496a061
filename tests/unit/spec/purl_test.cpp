#include "spec/purl.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(Purl, IsWrittenWithWhatItsSpecificationEncodes) {
    EXPECT_EQ(to_text({"generic", "", "openssl", "3.5.7", ""}), "pkg:generic/openssl@3.5.7");
    EXPECT_EQ(to_text({"deb", "debian", "libstdc++6", "1:12.2.0-14+deb12u1", "distro=debian-12"}),
              "pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bdeb12u1?distro=debian-12");
}

TEST(Purl, IsReadAgain) {
    const auto purl = parse_purl("pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2bdeb12u1?distro=debian-12#sub/path");
    ASSERT_TRUE(purl);
    EXPECT_EQ(purl->type, "deb");
    EXPECT_EQ(purl->space, "debian");
    EXPECT_EQ(purl->name, "libstdc++6");
    EXPECT_EQ(purl->version, "1:12.2.0-14+deb12u1");
    EXPECT_EQ(purl->qualifiers, "distro=debian-12");
}

TEST(Purl, MayHaveNeitherNamespaceNorVersion) {
    const auto purl = parse_purl("pkg:Generic/openssl");
    ASSERT_TRUE(purl);
    EXPECT_EQ(purl->type, "generic");
    EXPECT_EQ(purl->space, "");
    EXPECT_EQ(purl->name, "openssl");
    EXPECT_EQ(purl->version, "");
}

TEST(Purl, WhatIsNoneIsNone) {
    for (const char* text :
         {"", "openssl", "pkg:", "pkg:generic", "pkg:/openssl", "pkg:generic/", "pkg:generic/a%2", "pkg:generic/a@%zz"})
        EXPECT_FALSE(parse_purl(text)) << text;
}

}  // namespace
}  // namespace sf
