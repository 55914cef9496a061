#include "buildcache/local_cache.h"

#include <gtest/gtest.h>

#include "buildcache/trusted_index.h"
#include "mirror/file_mirror.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class LocalCacheTest : public testing::SmallCache {
  protected:
    PushResult fill(const std::vector<std::string>& hashes) {
        return fill_local_cache(hashes, 2, home_, *process_, clock_, progress_);
    }
    Index trusted() { return load_trusted_index(*local_, trust_, *process_, clock_, false); }

    std::unique_ptr<WritableMirror> local_ = std::make_unique<FileMirror>(home_.buildcache());
    TrustStore trust_{home_.trust()};
};

TEST_F(LocalCacheTest, GetsWhatIsNamedAndIsTrustedByItself) {
    EXPECT_EQ(fill({tool_.hash}).packages.size(), 1u) << "without the library that it needs";
    EXPECT_TRUE(trusted().packages.contains(tool_.hash));
    EXPECT_FALSE(fill({hello_.hash}).packages.at(0).was_there);
    EXPECT_EQ(trusted().packages.size(), 2u);
    clock_.unix_time += 5 * 365 * 24 * 3600LL;
    EXPECT_EQ(trusted().packages.size(), 2u) << "years later too";
}

TEST_F(LocalCacheTest, AKilledRunsLeftoversGo) {
    make_dirs(home_.tmp() / "fill/push-killed");
    fill({hello_.hash});
    EXPECT_FALSE(fs::exists(home_.tmp() / "fill"));
}

TEST_F(LocalCacheTest, SomebodyElsesSignatureIsNotReplaced) {
    push({{}, home_.tmp(), 90, 1}, *local_);
    const auto before = local_->read("v3/slurm-factory/index.json", 1 << 20);
    try {
        fill({hello_.hash});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(error.message().find(key_.fingerprint), std::string::npos);
        EXPECT_NE(error.hint().find("--signing-key"), std::string::npos);
    }
    EXPECT_EQ(local_->read("v3/slurm-factory/index.json", 1 << 20), before);
    EXPECT_FALSE(trust_.find(local_->url()).has_value());
}

TEST_F(LocalCacheTest, OneThatWasRemovedIsBegunAnew) {
    fill({hello_.hash});
    fill({tool_.hash});
    EXPECT_EQ(trusted().serial, 2u);
    remove_tree(home_.buildcache());
    fill({hello_.hash});
    EXPECT_EQ(trusted().serial, 1u);
}

TEST_F(LocalCacheTest, AFolderThatWasMovedAwayIsBegunAnew) {
    push({{}, home_.tmp(), 90, 1}, *local_);
    trust_.trust(local_->url(), key_.fingerprint, key_.public_key);
    fs::rename(home_.buildcache(), folder_.path() / "away");
    fill({hello_.hash});
    EXPECT_EQ(trusted().packages.size(), 1u);
}

}  // namespace
}  // namespace sf
