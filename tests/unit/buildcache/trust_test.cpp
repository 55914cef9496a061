#include "buildcache/trust.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

class TrustTest : public ::testing::Test {
  protected:
    TempDir folder_{fs::temp_directory_path(), "sf-trust-"};
    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(TrustTest, NobodyIsTrustedUntilSomebodyIs) {
    EXPECT_FALSE(trust_.find("file:///a"));
    EXPECT_THROW(trust_.at("file:///a"), Error);
    trust_.trust("file:///a", "AAAA", "key a");
    EXPECT_EQ(trust_.at("file:///a").fingerprint, "AAAA");
    EXPECT_EQ(trust_.public_key("AAAA"), "key a");
    EXPECT_FALSE(trust_.find("file:///b"));
    EXPECT_THROW(trust_.public_key("BBBB"), Error);
}

TEST_F(TrustTest, NamesTheKeysOfAllMirrors) {
    EXPECT_TRUE(trust_.fingerprints().empty());
    for (const char* url : {"file:///a", "file:///b"}) trust_.trust(url, "AAAA", "key a");
    trust_.trust("file:///c", "CCCC", "key c");
    EXPECT_EQ(trust_.fingerprints(), (std::set<std::string>{"AAAA", "CCCC"}));
}

TEST_F(TrustTest, TheSerialNeverGoesDown) {
    trust_.trust("file:///a", "AAAA", "key a");
    trust_.note("file:///a", {"AAAA", 5, "sha", 0});
    trust_.note("file:///a", {"AAAA", 3, "older", 0});
    EXPECT_EQ(trust_.at("file:///a").serial, 5u);
    EXPECT_EQ(trust_.at("file:///a").verified_index, "older");
    trust_.trust("file:///a", "AAAA", "key a, renewed");
    EXPECT_EQ(trust_.at("file:///a").serial, 5u);
    EXPECT_EQ(trust_.at("file:///a").verified_index, "");
}

TEST_F(TrustTest, AnotherKeyStartsAnew) {
    trust_.trust("file:///a", "AAAA", "key a");
    trust_.note("file:///a", {"AAAA", 5, "sha", 0});
    trust_.trust("file:///a", "BBBB", "key b");
    EXPECT_EQ(trust_.at("file:///a").serial, 0u);
    trust_.note("file:///a", {"AAAA", 6, "sha", 0});
    EXPECT_EQ(trust_.at("file:///a").fingerprint, "BBBB");
}

TEST_F(TrustTest, AKeyCountsForWhatLiesBelow) {
    trust_.trust("https://host/root", "AAAA", "key a");
    EXPECT_EQ(trust_.at("https://host/root/a/b").fingerprint, "AAAA");
    EXPECT_FALSE(trust_.find("https://host/rooted"));
    EXPECT_FALSE(trust_.find("https://host"));
    trust_.note("https://host/root/a", {"AAAA", 5, "sha", 0});
    EXPECT_EQ(trust_.at("https://host/root/a").serial, 5u);
    EXPECT_EQ(trust_.at("https://host/root").serial, 0u);
    trust_.trust("https://host/root", "AAAA", "key a, renewed");
    EXPECT_EQ(trust_.at("https://host/root/a").serial, 5u);
    EXPECT_EQ(trust_.at("https://host/root/a").verified_index, "");
    trust_.trust("https://host/root", "BBBB", "key b");
    EXPECT_EQ(trust_.at("https://host/root/a").fingerprint, "BBBB");
    EXPECT_EQ(trust_.at("https://host/root/a").serial, 0u);
    trust_.forget("https://host/root");
    EXPECT_FALSE(trust_.find("https://host/root/a"));
}

TEST_F(TrustTest, AKeyOfItsOwnComesFirst) {
    trust_.trust("https://host/root", "AAAA", "key a");
    trust_.trust("https://host/root/a", "BBBB", "key b");
    EXPECT_EQ(trust_.at("https://host/root/a").fingerprint, "BBBB");
    EXPECT_EQ(trust_.at("https://host/root/a/c").fingerprint, "BBBB");
    trust_.trust("https://host/root", "CCCC", "key c");
    EXPECT_EQ(trust_.at("https://host/root/a").fingerprint, "BBBB");
}

TEST_F(TrustTest, OneMirrorIsForgottenAndOthersAreNot) {
    trust_.forget("file:///a");
    for (const char* url : {"file:///a", "file:///b"}) trust_.trust(url, "AAAA", "key a");
    trust_.forget("file:///a");
    EXPECT_FALSE(trust_.find("file:///a"));
    EXPECT_TRUE(trust_.find("file:///b"));
}

}  // namespace
}  // namespace sf
