#include "mirror/aws_profile.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

constexpr std::string_view kFile = R"(
# a comment
orphan = 1
[default]
region=eu-west-1
[profile  dev ]
; another comment
aws_access_key_id = AKID
aws_secret_access_key = a=b/c+d
s3 =
  addressing_style = path
	max_queue_size = 100
region = us-west-2
  output = json
nonsense
[profile dev]
region = eu-north-1
)";

TEST(AwsProfile, KeysOfASectionAreFound) {
    EXPECT_EQ(aws_section(kFile, "default"), (AwsSection{{"region", "eu-west-1"}}));
    EXPECT_EQ(aws_section(kFile, "profile dev"), (AwsSection{{"aws_access_key_id", "AKID"},
                                                             {"aws_secret_access_key", "a=b/c+d"},
                                                             {"output", "json"},
                                                             {"region", "eu-north-1"},
                                                             {"s3", ""},
                                                             {"s3.addressing_style", "path"},
                                                             {"s3.max_queue_size", "100"}}));
}

TEST(AwsProfile, ASectionThatIsNotThereIsNone) {
    EXPECT_FALSE(aws_section(kFile, "dev"));
    EXPECT_FALSE(aws_section("", "default"));
    EXPECT_TRUE(aws_section("[empty", "empty"));
    EXPECT_TRUE(aws_section("[empty]\r\n", "empty")->empty());
}

}  // namespace
}  // namespace sf
