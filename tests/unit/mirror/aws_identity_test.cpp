#include "mirror/aws_identity.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"
#include "unit/base/fake_clock.h"
#include "unit/base/fake_http.h"

namespace sf {
namespace {

class AwsIdentityTest : public ::testing::Test {
  protected:
    AwsIdentityTest() {
        settings_.region = "eu-west-1";
        settings_.credentials = "none";
        settings_.ask_machine = true;
        http_.answer = [this](const HttpRequest&) {
            return HttpAnswer{status_,
                              {},
                              R"({"AccessKeyId": "id)" + std::to_string(++given_) +
                                  R"(", "SecretAccessKey": "s", "Token": "t", "Expiration": ")" +
                                  format_utc(clock_.unix_time + valid_for_) + "\"}"};
        };
    }

    AwsIdentity identity(const std::map<std::string, std::string>& variables) {
        return {settings_,
                [variables](const std::string& name) -> std::optional<std::string> {
                    const auto found = variables.find(name);
                    return found == variables.end() ? std::nullopt : std::optional(found->second);
                },
                http_, clock_};
    }
    AwsIdentity in_container() { return identity({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds"}}); }

    AwsSettings settings_;
    FakeHttp http_;
    FakeClock clock_;
    long status_ = 200;
    int given_ = 0;
    std::int64_t valid_for_ = 3600;
};

TEST_F(AwsIdentityTest, KeysThatStandSomewhereAskNobody) {
    settings_.signing = AwsSigning{"id", "secret", "", "eu-west-1"};
    settings_.credentials = "environment";
    auto given = in_container();
    EXPECT_EQ(given.signing()->access_key, "id");
    EXPECT_EQ(given.source(), "environment");
    EXPECT_TRUE(http_.exchanged.empty());
}

TEST_F(AwsIdentityTest, WhatIsGivenForAWhileIsRenewedBeforeItExpires) {
    auto given = in_container();
    EXPECT_EQ(given.signing()->access_key, "id1");
    EXPECT_EQ(given.signing()->region, "eu-west-1");
    EXPECT_EQ(given.source(), "container");
    clock_.unix_time += 3600 - 301;
    EXPECT_EQ(given.signing()->access_key, "id1");
    clock_.unix_time += 1;
    EXPECT_EQ(given.signing()->access_key, "id2");
    EXPECT_EQ(http_.exchanged.size(), 2u);
}

TEST_F(AwsIdentityTest, WhileOldOnesHoldAFailureToRenewIsNoError) {
    auto given = in_container();
    given.signing();
    status_ = 500;
    clock_.unix_time += 3400;
    EXPECT_EQ(given.signing()->access_key, "id1");
    EXPECT_EQ(given.signing()->access_key, "id1");
    EXPECT_EQ(http_.exchanged.size(), 2u);
    clock_.unix_time += 30;
    status_ = 200;
    EXPECT_EQ(given.signing()->access_key, "id3");
    status_ = 500;
    EXPECT_THROW(in_container().signing(), Error);
}

TEST_F(AwsIdentityTest, CredentialsThatNearlyExpiredAreNotAskedForWithEachRequest) {
    valid_for_ = 10;
    auto given = in_container();
    for (int i = 0; i < 5; ++i) given.signing();
    EXPECT_EQ(http_.exchanged.size(), 1u);
}

TEST_F(AwsIdentityTest, AnOrdinaryMachineIsAnonymousAndAskedOnce) {
    http_.answer = nullptr;
    auto given = identity({});
    EXPECT_FALSE(given.signing());
    EXPECT_FALSE(given.signing());
    EXPECT_EQ(given.source(), "none");
    EXPECT_EQ(http_.exchanged.size(), 1u);
    settings_.ask_machine = false;
    auto unsupported = identity({});
    EXPECT_FALSE(unsupported.signing());
    EXPECT_EQ(http_.exchanged.size(), 1u);
}

}  // namespace
}  // namespace sf
