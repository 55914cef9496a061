#include "mirror/aws_error.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(AwsError, OneWordIsBelieved) {
    EXPECT_EQ(aws_error_word("<Error><Code>NoSuchKey</Code><Region>eu-west-1</Region></Error>", "Code"), "NoSuchKey");
    EXPECT_EQ(aws_error_word("<Error><Code>NoSuchKey</Code><Region>eu-west-1</Region></Error>", "Region"), "eu-west-1");
    EXPECT_EQ(aws_error_word("<Code>two words</Code>", "Code"), "");
    EXPECT_EQ(aws_error_word("<Code>" + std::string(65, 'x') + "</Code>", "Code"), "");
    EXPECT_EQ(aws_error_word("nothing", "Code"), "");
    EXPECT_EQ(in_brackets("NoSuchKey"), " (NoSuchKey)");
    EXPECT_EQ(in_brackets(""), "");
}

}  // namespace
}  // namespace sf
