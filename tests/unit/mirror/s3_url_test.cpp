#include "mirror/s3_url.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(S3Url, ABucketAndAPrefix) {
    EXPECT_EQ(parse_s3_url("s3://bucket").text(), "s3://bucket");
    EXPECT_EQ(parse_s3_url("s3://bucket/").text(), "s3://bucket");
    const auto url = parse_s3_url("s3://my-bucket//a/b c//");
    EXPECT_EQ(url.bucket, "my-bucket");
    EXPECT_EQ(url.prefix, "a/b c");
    EXPECT_EQ(url.text(), "s3://my-bucket/a/b c");
}

TEST(S3Url, ABucketThatIsNoneIsRefused) {
    for (const char* url : {"s3://", "s3:///prefix", "s3://ab", "s3://user@host", "s3://a..b", "s3://-abc", "s3://abc.",
                            "s3://a:b/x", "s3://evil.example#/x"})
        EXPECT_THROW(parse_s3_url(url), Error) << url;
}

TEST(S3Url, WhereItLiesOnTheWeb) {
    AwsSettings settings;
    settings.region = "eu-west-1";
    const auto web = [&](const char* url) { return web_url(parse_s3_url(url), settings); };
    EXPECT_EQ(web("s3://bucket"), "https://bucket.s3.eu-west-1.amazonaws.com");
    EXPECT_EQ(web("s3://bucket/a/b+c"), "https://bucket.s3.eu-west-1.amazonaws.com/a/b%2Bc");
    EXPECT_EQ(web("s3://my.bucket/a"), "https://s3.eu-west-1.amazonaws.com/my.bucket/a");
    settings.path_style = true;
    EXPECT_EQ(web("s3://bucket/a"), "https://s3.eu-west-1.amazonaws.com/bucket/a");
    settings.endpoint = "http://127.0.0.1:5001";
    EXPECT_EQ(web("s3://bucket/a"), "http://127.0.0.1:5001/bucket/a");
    settings.path_style = false;
    settings.endpoint = "https://s3.example/base";
    EXPECT_EQ(web("s3://bucket/a"), "https://bucket.s3.example/base/a");
    EXPECT_EQ(web("s3://my.bucket"), "https://s3.example/base/my.bucket");
    settings = {};
    settings.region = "cn-north-1";
    EXPECT_EQ(web("s3://bucket"), "https://bucket.s3.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace sf
