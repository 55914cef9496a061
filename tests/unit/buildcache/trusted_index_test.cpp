#include "buildcache/trusted_index.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class TrustedIndexTest : public testing::SmallCache {
  protected:
    TrustedIndexTest() { trust_.trust(mirror_->url(), key_.fingerprint, key_.public_key); }

    // The serial of the index that is taken; else why it is refused.
    std::string load(bool allow_stale = false) {
        try {
            return std::to_string(load_trusted_index(*mirror_, trust_, *process_, clock_, allow_stale).serial);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
    }

    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(TrustedIndexTest, CountsUpAndIsRemembered) {
    push();
    EXPECT_EQ(load(), "1");
    push();
    EXPECT_EQ(load(), "2");
    EXPECT_EQ(trust_.at(mirror_->url()).serial, 2u);
    EXPECT_EQ(load(), "2");  // verified before
}

TEST_F(TrustedIndexTest, AnOlderOneIsRefused) {
    push();
    const auto old = read_file(mirror_folder_ / layout::kSignedIndex);
    push();
    EXPECT_EQ(load(), "2");
    write_file_atomic(mirror_folder_ / layout::kSignedIndex, old);
    EXPECT_NE(load().find("number 2 was seen before"), std::string::npos);
    EXPECT_EQ(load(true), "1");
    EXPECT_EQ(trust_.at(mirror_->url()).serial, 2u);
    EXPECT_NE(load().find("number 2 was seen before"), std::string::npos);
}

TEST_F(TrustedIndexTest, AnExpiredOneIsRefused) {
    push();
    EXPECT_EQ(load(), "1");
    clock_.unix_time += 91 * 86400;
    EXPECT_NE(load().find("has expired"), std::string::npos);
    EXPECT_EQ(load(true), "1");
}

TEST_F(TrustedIndexTest, OnlyThePinnedKeyCounts) {
    push();
    const auto other = keys_.make("Mallory");
    trust_.trust(mirror_->url(), other.fingerprint, other.public_key);
    EXPECT_NE(load().find("not trusted here"), std::string::npos);
    // A key file of two keys does not make the second one trusted.
    trust_.trust(mirror_->url(), other.fingerprint, other.public_key + key_.public_key);
    EXPECT_NE(load().find("not trusted here"), std::string::npos);
}

TEST_F(TrustedIndexTest, AFlippedBitIsNoticedAlsoAfterAGoodOne) {
    push();
    EXPECT_EQ(load(), "1");
    tamper(layout::kSignedIndex, flip_a_bit);
    EXPECT_NE(load().find("index.json"), std::string::npos);
}

TEST_F(TrustedIndexTest, AMirrorThatNobodyTrustsIsAUsageError) {
    push();
    const TrustStore nobody(folder_.path() / "nobody");
    try {
        load_trusted_index(*mirror_, nobody, *process_, clock_, true);
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::usage);
    }
}

}  // namespace
}  // namespace sf
