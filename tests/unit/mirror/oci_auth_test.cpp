#include "mirror/oci_auth.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "unit/mirror/fake_registry.h"

namespace sf {
namespace {

constexpr const char* kChallenge =
    R"(Bearer realm="https://auth.example/token",service="registry",scope="repository:site/cache:pull,push")";

class OciAuthTest : public ::testing::Test {
  protected:
    OciAuthTest() {
        http_.before = [this](const HttpRequest&) { return std::optional(answer_); };
    }
    OciAuth auth(const std::string& url = "oci://registry.example/site/cache") {
        return {parse_oci_url(url), credentials_, http_};
    }
    std::string refusal(OciAuth& auth, const std::string& challenge) {
        try {
            auth.renew("", challenge);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message() + " " + e.hint();
        }
        return "none";
    }

    testing::FakeRegistry http_;
    HttpAnswer answer_{200, {}, R"({"token": "t0"})"};
    OciCredentials credentials_{"jane", "secret", "environment"};
};

TEST_F(OciAuthTest, ATokenIsHadForUserAndPassword) {
    auto auth = this->auth();
    EXPECT_EQ(auth.header(), "");
    EXPECT_TRUE(auth.renew("", kChallenge));
    EXPECT_EQ(auth.header(), "Bearer t0");
    EXPECT_EQ(http_.requests.at(0).url,
              "https://auth.example/token?service=registry&scope=repository%3Asite/cache%3Apull%2Cpush");
    EXPECT_EQ(http_.authorization(http_.requests.at(0)), "Basic " + base64("jane:secret"));
    EXPECT_TRUE(auth.renew("Bearer older", kChallenge));  // another thread renewed it
    EXPECT_EQ(http_.requests.size(), 1u);
    answer_.body = R"({"access_token": "t1"})";
    EXPECT_TRUE(auth.renew("Bearer t0", kChallenge));
    EXPECT_EQ(auth.header(), "Bearer t1");
    EXPECT_FALSE(auth.renew("Bearer t1", kChallenge));  // the same again: nothing else to try
}

TEST_F(OciAuthTest, PublicOnesGiveATokenToAnybody) {
    credentials_ = {"", "", "none"};
    auto auth = this->auth();
    EXPECT_TRUE(auth.renew("", kChallenge));
    EXPECT_TRUE(http_.requests.at(0).headers.empty());
}

TEST_F(OciAuthTest, UserAndPasswordThemselvesWhereThatIsWanted) {
    auto auth = this->auth();
    EXPECT_TRUE(auth.renew("", "Basic realm=\"x\""));
    EXPECT_EQ(auth.header(), "Basic " + base64("jane:secret"));
    EXPECT_FALSE(auth.renew(auth.header(), "Basic realm=\"x\""));
    EXPECT_FALSE(this->auth().renew("", "Negotiate"));
    credentials_ = {"", "", "none"};
    EXPECT_FALSE(this->auth().renew("", "Basic realm=\"x\""));
}

TEST_F(OciAuthTest, ARefusalNamesTheCauseAndNoSecret) {
    auto auth = this->auth();
    answer_.status = 401;
    const std::string refused = refusal(auth, kChallenge);
    EXPECT_NE(refused.find("does not accept the user's name and password; credentials: environment"),
              std::string::npos);
    EXPECT_EQ(refused.find("secret"), std::string::npos);
    answer_ = {200, {}, "{}"};
    EXPECT_NE(refusal(auth, kChallenge).find("gives no token"), std::string::npos);
    answer_.body = R"({"token": "a\r\nX: b"})";
    EXPECT_NE(refusal(auth, kChallenge).find("gives no token"), std::string::npos);
}

TEST_F(OciAuthTest, NoSecretTravelsInTheClear) {
    auto tls = auth();
    EXPECT_NE(refusal(tls, R"(Bearer realm="http://auth.example/token")").find("not https"), std::string::npos);
    auto plain = auth("oci+http://registry.example/a");
    EXPECT_FALSE(plain.renew("", "Basic realm=x"));
    EXPECT_NE(plain.advice(401).find("not sent without TLS"), std::string::npos);
    auto loopback = auth("oci+http://127.0.0.1:5000/a");
    EXPECT_TRUE(loopback.renew("", R"(Bearer realm="http://127.0.0.1:5001/token")"));
    auto misled = auth("oci+http://127.0.0.1:5000/a");
    EXPECT_NE(refusal(misled, R"(Bearer realm="http://evil.example/token")").find("not https"), std::string::npos);
    EXPECT_EQ(http_.requests.size(), 1u);
}

}  // namespace
}  // namespace sf
