#include "base/base64.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(Base64Test, TheVectorsOfItsStandard) {
    EXPECT_EQ(base64_decoded(""), "");
    EXPECT_EQ(base64_decoded("Zg=="), "f");
    EXPECT_EQ(base64_decoded("Zm8="), "fo");
    EXPECT_EQ(base64_decoded("Zm9v"), "foo");
    EXPECT_EQ(base64_decoded("Zm9vYmE="), "fooba");
    EXPECT_EQ(base64_decoded("Zm9v\r\n Ym Fy\n"), "foobar");
    EXPECT_EQ(base64_decoded("/+8A"), std::string("\xff\xef\0", 3));
}

TEST(Base64Test, WhatIsNoneOrCutShortIsRefused) {
    for (const char* text :
         {"Z", "Zg", "Zm9", "Zg=", "Z===", "Zm9v====", "Zg==Zg==", "Zm-v", "Zh==", "====", "Zm9v\xff"})
        EXPECT_EQ(base64_decoded(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sf
