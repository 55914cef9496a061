#include "buildcache/keys.h"

#include <gtest/gtest.h>

#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class KeysTest : public testing::SmallCache {
  protected:
    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(KeysTest, AnOfferedKeyIsTrustedByItsFingerprintOnly) {
    push();
    auto offered = offered_keys(*mirror_, trust_, *process_);
    ASSERT_EQ(offered.size(), 1u);
    EXPECT_EQ(offered[0].key.fingerprint, key_.fingerprint);
    EXPECT_EQ(offered[0].key.user_ids, std::vector<std::string>{"Jane Doe <jane@example.org>"});
    EXPECT_FALSE(offered[0].trusted);
    EXPECT_THROW(trust_key(*mirror_, std::string(40, 'A'), trust_, *process_), Error);
    EXPECT_FALSE(trust_.find(mirror_->url()));
    trust_key(*mirror_, key_.fingerprint, trust_, *process_);
    EXPECT_EQ(trust_.at(mirror_->url()).fingerprint, key_.fingerprint);
    EXPECT_TRUE(offered_keys(*mirror_, trust_, *process_)[0].trusted);
}

TEST_F(KeysTest, AFileThatHoldsAnotherKeyOrTwoIsRefused) {
    push();
    const auto other = keys_.make("Mallory");
    for (const auto& content : {other.public_key, key_.public_key + other.public_key, std::string("rubbish")}) {
        put_described(*mirror_, layout::key_manifest(key_.fingerprint), layout::kKey, content);
        EXPECT_THROW(trust_key(*mirror_, key_.fingerprint, trust_, *process_), Error);
        EXPECT_FALSE(trust_.find(mirror_->url()));
    }
}

}  // namespace
}  // namespace sf
