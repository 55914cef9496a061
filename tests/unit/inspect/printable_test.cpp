#include "inspect/printable.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(Printable, LeavesWordsAlone) {
    EXPECT_EQ(printable("openssl 3.5.7: größer"), "openssl 3.5.7: größer");
}

TEST(Printable, TakesControlCharactersOut) {
    EXPECT_EQ(printable("a\x1b[2Jb\r\n\t c\x7f"), "a [2Jb c");
    EXPECT_EQ(printable("a\xC2\x9B"
                        "2Jb"),
              "a 2Jb");
    EXPECT_EQ(printable("\n\n"), "");
}

TEST(Printable, CutsLongTextBetweenCharacters) {
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("ab\xC3\xB6"
                        "def",
                        3),
              "ab...");
    EXPECT_EQ(printable("abc", 3), "abc");
}

}  // namespace
}  // namespace sf
