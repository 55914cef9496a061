#include "relocate/prefix_map.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

const std::string kZlib = testing::padded("zlib-1.3.1-abc"), kPng = testing::padded("libpng-1.6-def");
const PrefixMap kMap({{kZlib, "/s/zlib-1.3.1-abc"}, {kPng, "/s/libpng-1.6-def"}});

TEST(PrefixMapTest, TextGetsTheNewPrefixes) {
    std::string text = "prefix=" + kPng + "\nlibs=-L" + kZlib + "/lib -L" + kPng + "/lib\n";
    EXPECT_TRUE(kMap.relocate(text, "file"));
    EXPECT_EQ(text, "prefix=/s/libpng-1.6-def\nlibs=-L/s/zlib-1.3.1-abc/lib -L/s/libpng-1.6-def/lib\n");
    EXPECT_FALSE(kMap.relocate(text, "file"));
}

TEST(PrefixMapTest, BinariesKeepTheirLengthAndTails) {
    std::string bytes = std::string("\0a", 2) + kZlib + "/lib:" + kPng + "/lib" + '\0' + "tail";
    const auto size = bytes.size();
    EXPECT_TRUE(kMap.relocate(bytes, "file"));
    EXPECT_EQ(bytes.size(), size);
    EXPECT_EQ(bytes, std::string("\0a", 2) + std::string(111, '/') + "/s/zlib-1.3.1-abc/lib:" + std::string(111, '/') +
                         "/s/libpng-1.6-def/lib" + '\0' + "tail");
}

TEST(PrefixMapTest, LongerNamesAndUnknownPrefixesStay) {
    for (std::string text :
         {kZlib + "d/lib", kZlib + "-x", testing::padded("other-1-abc") + "/lib", kZlib.substr(0, 90)}) {
        const auto before = text;
        EXPECT_FALSE(kMap.relocate(text, "file"));
        EXPECT_EQ(text, before);
    }
}

TEST(PrefixMapTest, LinksAreMovedWhereTheyStartWithAPrefix) {
    EXPECT_EQ(kMap.relocate_link(kZlib + "/lib/libz.so"), "/s/zlib-1.3.1-abc/lib/libz.so");
    EXPECT_EQ(kMap.relocate_link(kZlib), "/s/zlib-1.3.1-abc");
    EXPECT_EQ(kMap.relocate_link("../lib/libz.so"), "../lib/libz.so");
    EXPECT_EQ(kMap.relocate_link("x" + kZlib), "x" + kZlib);
}

TEST(PrefixMapTest, APrefixThatWouldGrowIsRefused) {
    const std::map<std::string, std::string> growing{{"/old", "/longer"}};
    const PrefixMap map(growing);
    EXPECT_THROW(map.require_room(), Error);
    std::string bytes("\0/old/lib", 9), text = "/old/lib", longer = "/older/lib";
    EXPECT_THROW(map.relocate(bytes, "file"), Error);
    EXPECT_TRUE(map.relocate(text, "file"));
    EXPECT_EQ(text, "/longer/lib");
    EXPECT_FALSE(map.relocate(longer, "file"));
    EXPECT_NO_THROW(kMap.require_room());
}

TEST(PrefixMapTest, WhatWasFilledBeforeMayGrowIntoItsFilling) {
    const PrefixMap map(std::map<std::string, std::string>{{"/old", "/longer"}});
    std::string bytes("\0//////old/lib:////old", 22);
    EXPECT_TRUE(map.relocate(bytes, "file"));
    EXPECT_EQ(bytes, std::string("\0///longer/lib:/longer", 22));
    std::string url("\0file:///old", 12);
    EXPECT_THROW(map.relocate(url, "file"), Error);
}

TEST(PrefixMapTest, TheLongerOfTwoPrefixesCounts) {
    const PrefixMap map(std::map<std::string, std::string>{{"/spack", "/s"}, {"/spack/zlib-1-abc", "/s/zlib"}});
    std::string text = "/spack/zlib-1-abc/lib /spack/other";
    EXPECT_TRUE(map.relocate(text, "file"));
    EXPECT_EQ(text, "/s/zlib/lib /s/other");
}

TEST(PrefixMapTest, TheEndOfALongerPathIsNoPrefix) {
    const PrefixMap map(std::map<std::string, std::string>{{"/opt/spack", "/s"}});
    for (std::string text : {"/mnt/opt/spack/lib", "/mnt//opt/spack", "https://host/opt/spack"})
        EXPECT_FALSE(map.relocate(text, "file")) << text;
    for (std::string text : {"-L/opt/spack/lib", "PATH=/bin:/opt/spack/bin", "file:///opt/spack", " /opt/spack"})
        EXPECT_TRUE(map.relocate(text, "file")) << text;
}

TEST(PrefixMapTest, AMovedProgramFindsItsLibrary) {
    const TempDir folder(fs::temp_directory_path(), "sf-prefix-map-");
    const fs::path place = folder.path() / "hello-1.0-abc";
    testing::compile_hello(place, testing::padded("hello-1.0-abc") + "/lib");
    const std::map<std::string, std::string> to_place{{testing::padded("hello-1.0-abc"), place.string()}};
    const PrefixMap map(to_place);
    std::string program = read_file(place / "bin/hello");
    EXPECT_TRUE(map.relocate(program, "hello"));
    write_file_atomic(place / "bin/hello", program, 0755);
    EXPECT_EQ(testing::sh((place / "bin/hello").string()), "42\n");
}

}  // namespace
}  // namespace sf
