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
    EXPECT_TRUE(kMap.relocate(text));
    EXPECT_EQ(text, "prefix=/s/libpng-1.6-def\nlibs=-L/s/zlib-1.3.1-abc/lib -L/s/libpng-1.6-def/lib\n");
    EXPECT_FALSE(kMap.relocate(text));
}

TEST(PrefixMapTest, BinariesKeepTheirLengthAndTails) {
    std::string bytes = std::string("\0a", 2) + kZlib + "/lib:" + kPng + "/lib" + '\0' + "tail";
    const auto size = bytes.size();
    EXPECT_TRUE(kMap.relocate(bytes));
    EXPECT_EQ(bytes.size(), size);
    EXPECT_EQ(bytes, std::string("\0a", 2) + std::string(111, '/') + "/s/zlib-1.3.1-abc/lib:" + std::string(111, '/') +
                         "/s/libpng-1.6-def/lib" + '\0' + "tail");
}

TEST(PrefixMapTest, LongerNamesAndUnknownPrefixesStay) {
    for (std::string text :
         {kZlib + "d/lib", kZlib + "-x", testing::padded("other-1-abc") + "/lib", kZlib.substr(0, 90)}) {
        const auto before = text;
        EXPECT_FALSE(kMap.relocate(text));
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
    EXPECT_THROW(PrefixMap{growing}, Error);
}

TEST(PrefixMapTest, AMovedProgramFindsItsLibrary) {
    const TempDir folder(fs::temp_directory_path(), "sf-prefix-map-");
    const fs::path place = folder.path() / "hello-1.0-abc";
    testing::compile_hello(place, testing::padded("hello-1.0-abc") + "/lib");
    const std::map<std::string, std::string> to_place{{testing::padded("hello-1.0-abc"), place.string()}};
    const PrefixMap map(to_place);
    std::string program = read_file(place / "bin/hello");
    EXPECT_TRUE(map.relocate(program));
    write_file_atomic(place / "bin/hello", program, 0755);
    EXPECT_EQ(testing::sh((place / "bin/hello").string()), "42\n");
}

}  // namespace
}  // namespace sf
