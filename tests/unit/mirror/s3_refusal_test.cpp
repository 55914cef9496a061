#include "mirror/s3_refusal.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;  // 2023-11-14T22:13:20Z

class S3RefusalTest : public ::testing::Test {
  protected:
    S3RefusalTest() {
        refusal_.what = "it was refused";
        refusal_.action = "s3:PutObject";
        refusal_.signed_request = true;
        refusal_.credentials = "profile dev";
        refusal_.region = "eu-west-1";
        refusal_.our_time = kNow;
    }

    std::string said(long status, const std::string& body) {
        refusal_.status = status;
        refusal_.body = body;
        const Error error = explained(refusal_);
        EXPECT_EQ(error.kind(), ErrorKind::source);
        return error.message() + "; " + error.hint();
    }

    void contains(long status, const std::string& body, const std::string& text) {
        EXPECT_NE(said(status, body).find(text), std::string::npos) << said(status, body);
    }

    S3Refusal refusal_;
};

TEST_F(S3RefusalTest, TheCauseIsNamedWithWhatIsUsed) {
    EXPECT_EQ(said(404, "<Error><Code>NoSuchBucket</Code></Error>"),
              "it was refused (NoSuchBucket); check the bucket's name, and AWS_ENDPOINT_URL_S3 for a server of your "
              "own; credentials: profile dev; region: eu-west-1");
    contains(403, "<Code>SignatureDoesNotMatch</Code>", "does not accept the credentials; credentials: profile dev");
    contains(400, "<Code>ExpiredToken</Code>", "the credentials have expired: get new ones");
    contains(403, "<Code>AccessDenied</Code>", "the credentials do not allow s3:PutObject;");
    contains(404, "<Code>NoSuchKey</Code>", "check the prefix");
    contains(400, "<Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region>",
             "set AWS_REGION to us-west-2;");
    contains(301, "", "another region; set AWS_REGION;");
    contains(400, "<Code>BadDigest</Code>", "not what was sent");
    contains(400, "<Code>AccessControlListNotSupported</Code>", "unset SLURM_FACTORY_S3_ACL");
    contains(503, "<Code>SlowDown</Code>", "try again later");
    refusal_.signed_request = false;
    contains(403, "<Code>AccessDenied</Code>", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
}

TEST_F(S3RefusalTest, AWrongClockIsComparedWithTheServers) {
    contains(403, "<Code>RequestTimeTooSkewed</Code>", "set this machine's clock");
    refusal_.server_time = kNow - 20 * 60;
    contains(403, "<Code>RequestTimeTooSkewed</Code>",
             "this machine's clock is 20 minutes ahead of the server's (2023-11-14T21:53:20Z): set it");
    contains(403, "", "20 minutes ahead");  // of a HEAD
    refusal_.server_time = kNow + 42 * 60;
    contains(403, "<Code>SignatureDoesNotMatch</Code>", "42 minutes behind the server's");
    refusal_.server_time = kNow + 60;
    contains(403, "", "do not allow");
    contains(500, "", "try again later");
}

TEST_F(S3RefusalTest, OnlyAWordOfTheAnswerIsShown) {
    EXPECT_EQ(said(404, "<Code>evil \x1b[31m</Code>").find("evil"), std::string::npos);
    EXPECT_EQ(said(404, "<Code>" + std::string(100, 'x') + "</Code>").find("xxx"), std::string::npos);
    EXPECT_NE(said(404, "<Code>cut").find("(cut)"), std::string::npos);
}

}  // namespace
}  // namespace sf
