#include "sign/signing_key.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

TEST(SigningKeyTest, WhatIsAtHandComesBeforeWhatAFileHolds) {
    const auto process = make_system_process();
    testing::TestKeys keys{*process};
    const auto filed = keys.make("Filed"), at_hand = keys.make("At hand");
    SigningKey wanted{"", filed.secret_file, {}};
    EXPECT_EQ(open_key(wanted, *process).fingerprint, filed.fingerprint);
    wanted.key = Secret(read_file(at_hand.secret_file));
    wanted.key_origin = "GPG_PRIVATE_KEY";
    const auto opened = open_key(wanted, *process);
    EXPECT_EQ(opened.fingerprint, at_hand.fingerprint);
    EXPECT_EQ(opened.origin, "GPG_PRIVATE_KEY");
}

TEST(SigningKeyTest, OfSeveralKeysOneMustBeNamed) {
    const auto process = make_system_process();
    testing::TestKeys keys{*process};
    const auto first = keys.make("First"), second = keys.make("Second");
    SigningKey wanted;
    wanted.key = Secret(keys.gpg({"gpg", "--armor", "--export-secret-keys"}));
    EXPECT_THROW(open_key(wanted, *process), Error);
    wanted.fingerprint = second.fingerprint;
    EXPECT_EQ(open_key(wanted, *process).fingerprint, second.fingerprint);
    EXPECT_THROW(open_key(SigningKey{}, *process), Error);
}

}  // namespace
}  // namespace sf
