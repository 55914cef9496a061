#include "mirror/url_path.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(UrlPathTest, EncodesAllButUnreservedCharacters) {
    EXPECT_EQ(percent_encoded("a-B_1.~/ %\xC3\xA9"), "a-B_1.~/%20%25%C3%A9");
    EXPECT_EQ(percent_decoded("a%20b%C3%a9"), "a b\xC3\xA9");
}

TEST(UrlPathTest, ValuesOfAQueryEncodeTheSlashToo) {
    EXPECT_EQ(query_encoded("a/b c+d=e&f~"), "a%2Fb%20c%2Bd%3De%26f~");
}

}  // namespace
}  // namespace sf
