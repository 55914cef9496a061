#include "mirror/s3_mirror.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "unit/base/fake_http.h"

namespace sf {
namespace {

class S3MirrorTest : public ::testing::Test {
  protected:
    S3MirrorTest() {
        settings_.region = "eu-west-1";
        settings_.credentials = "profile dev";
        settings_.signing = {"the-id", "the-secret", "the-token", "eu-west-1"};
    }

    S3Mirror mirror() { return {"s3://bucket/cache/", settings_, http_}; }

    // The error when the server answers so, as message and hint.
    std::string refusal(long status, const std::string& body) {
        http_.refusals.clear();
        http_.refusals.emplace(kFile, HttpStatusError(std::string(kFile) + ": refused", "", status, body));
        try {
            mirror().read("v3/file", 100);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            for (const char* secret : {"the-id", "the-secret", "the-token"})
                EXPECT_EQ((e.message() + e.hint()).find(secret), std::string::npos);
            return e.message() + "; " + e.hint();
        }
        return "none";
    }

    static constexpr const char* kFile = "https://bucket.s3.eu-west-1.amazonaws.com/cache/v3/file";
    AwsSettings settings_;
    FakeHttp http_;
};

TEST_F(S3MirrorTest, FilesAreReadWithSignedRequests) {
    http_.content[kFile] = "content";
    auto bucket = mirror();
    EXPECT_EQ(bucket.url(), "s3://bucket/cache");
    EXPECT_EQ(bucket.read("v3/file", 100), "content");
    EXPECT_EQ(http_.signing->secret_key, "the-secret");
    http_.signing.reset();
    const TempDir folder(fs::temp_directory_path(), "sf-s3-");
    std::uint64_t done = 0;
    const auto file = bucket.fetch("v3/file", 100, folder.path() / "got", [&](const auto& now) { done = now.done; });
    EXPECT_EQ(read_file(file), "content");
    EXPECT_EQ(done, 7u);
    EXPECT_TRUE(http_.signing);
    http_.signing.reset();
    EXPECT_TRUE(bucket.exists("v3/file"));
    EXPECT_FALSE(bucket.exists("v3/none"));
    EXPECT_TRUE(http_.signing);
}

TEST_F(S3MirrorTest, APublicBucketIsReadAnonymously) {
    settings_.signing.reset();
    http_.content[kFile] = "content";
    EXPECT_EQ(mirror().read("v3/file", 100), "content");
    EXPECT_FALSE(http_.signing);
}

TEST_F(S3MirrorTest, ARefusalIsExplained) {
    EXPECT_EQ(refusal(404, "<Error><Code>NoSuchBucket</Code></Error>"),
              std::string(kFile) +
                  ": refused (NoSuchBucket); check the bucket's name, and AWS_ENDPOINT_URL_S3 for a server of your "
                  "own; credentials: profile dev; region: eu-west-1");
    const auto contains = [&](long status, const std::string& body, const std::string& text) {
        const std::string said = refusal(status, body);
        EXPECT_NE(said.find(text), std::string::npos) << said;
    };
    contains(403, "<Code>SignatureDoesNotMatch</Code>", "does not accept the credentials; credentials: profile dev");
    contains(403, "<Code>AccessDenied</Code>", "the credentials do not allow to read it");
    contains(403, "<Code>RequestTimeTooSkewed</Code>", "clock");
    contains(404, "<Code>NoSuchKey</Code>", "check the prefix");
    contains(400, "<Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region>",
             "set AWS_REGION to us-west-2;");
    contains(301, "", "another region; set AWS_REGION;");
    contains(503, "<Code>SlowDown</Code>", "try again later");
    settings_.signing.reset();
    settings_.credentials = "none";
    contains(403, "<Code>AccessDenied</Code>", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
}

TEST_F(S3MirrorTest, OnlyAWordOfTheAnswerIsShown) {
    EXPECT_EQ(refusal(404, "<Code>evil \x1b[31m</Code>").find("evil"), std::string::npos);
    EXPECT_EQ(refusal(404, "<Code>" + std::string(100, 'x') + "</Code>").find("xxx"), std::string::npos);
    EXPECT_NE(refusal(404, "<Code>cut").find("(cut)"), std::string::npos);
}

}  // namespace
}  // namespace sf
