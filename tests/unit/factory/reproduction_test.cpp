#include "factory/reproduction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sf {
namespace {

using testing::HasSubstr;

Reproduction example() {
    Reproduction reproduction;
    reproduction.first_sha256 = reproduction.second_sha256 = "aa";
    reproduction.circumstances = "user 4321, 3 jobs";
    return reproduction;
}

TEST(Reproduction, SaysThatTheBytesAreTheSame) {
    EXPECT_EQ(reproduction_to_text(example()),
              "reproducible: a second build (user 4321, 3 jobs) gave the same bytes\n");
    EXPECT_EQ(reproduction_to_json(example()).at("same"), true);
    EXPECT_FALSE(reproduction_to_json(example()).contains("second"));
}

TEST(Reproduction, NamesFilesPackagesAndWhereToLook) {
    auto reproduction = example();
    reproduction.second_sha256 = "bb";
    reproduction.second = "/home/b.tar.gz";
    reproduction.differences = {{"view/lib/libhello.so", "from byte 6 on \"a\" and \"b\"", "hello 1.0"},
                                {"manifest/files.json", "line 3 is \"x\" and \"y\"", ""}};
    const auto text = reproduction_to_text(reproduction);
    EXPECT_THAT(text, HasSubstr("not reproducible: 2 files"));
    EXPECT_THAT(text, HasSubstr("\n  view/lib/libhello.so (hello 1.0): from byte 6 on \"a\" and \"b\"\n"));
    EXPECT_THAT(text, HasSubstr("\n  manifest/files.json: line 3"));
    EXPECT_THAT(text, HasSubstr("/home/b.tar.gz"));
    EXPECT_THAT(text, testing::Not(HasSubstr("diffoscope")));
    const auto json = reproduction_to_json(reproduction);
    EXPECT_EQ(json.at("same"), false);
    EXPECT_EQ(json.at("differences").at(0).at("package"), "hello 1.0");
}

TEST(Reproduction, SaysWhenOnlyTheArchivesDiffer) {
    auto reproduction = example();
    reproduction.second_sha256 = "bb";
    EXPECT_THAT(reproduction_to_text(reproduction), HasSubstr("the archives themselves differ"));
}

}  // namespace
}  // namespace sf
