#include "factory/caches.h"

#include <gmock/gmock.h>

#include "buildcache/layout.h"
#include "buildcache/trust.h"
#include "unit/factory/small_workshop.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CachesTest : public testing::SmallWorkshop {
  protected:
    bool offers(const Spec& spec) {
        BuildCaches caches(options_, workshop_);
        for (const auto& planned : plan_.packages)
            if (planned.spec.hash == spec.hash) return caches.offers(plan_, planned);
        return false;
    }

    void push_to_trusted_mirror() {
        push();
        TrustStore(home_.trust()).trust(mirror_->url(), key_.fingerprint, key_.public_key);
    }

    // Where the plan's packages came from; "" for those that no cache had.
    std::vector<std::string> take() {
        BuildCaches caches(options_, workshop_);
        caches.take(plan_, empty_);
        BuildResult result;
        for (const auto& planned : plan_.packages) {
            PackageResult package{planned.spec.name, planned.spec.hash};
            if (empty_.has(planned.spec)) package.origin = PackageOrigin::store;
            result.packages.push_back(package);
        }
        caches.note_origins(result);
        std::vector<std::string> mirrors;
        for (const auto& package : result.packages) mirrors.push_back(package.mirror);
        return mirrors;
    }

    CacheOptions options_{BuildcacheUse::everything, {mirror_folder_.string()}};
    Store empty_{folder_.path() / "empty", folder_.path() / "empty-locks"};
    const std::string local_ = "file://" + home_.buildcache().string();
};

TEST_F(CachesTest, TheLocalOneIsAskedBeforeMirrors) {
    fill_local({hello_.hash});
    push_to_trusted_mirror();
    EXPECT_THAT(take(), ElementsAre(local_, mirror_->url()));
}

TEST_F(CachesTest, AMirrorThatNobodyTrustsIsNotUsed) {
    push();
    EXPECT_FALSE(offers(tool_));
    EXPECT_THAT(take(), ElementsAre("", ""));
}

TEST_F(CachesTest, WhatDoesNotHoldComesFromTheNextOne) {
    fill_local({hello_.hash, tool_.hash});
    push_to_trusted_mirror();
    write_file_atomic(home_.buildcache() / layout::spec_manifest("tool", "2.0.1", tool_.hash), "nonsense");
    EXPECT_THAT(take(), ElementsAre(local_, mirror_->url()));
}

TEST_F(CachesTest, DependenciesAreAllButTheGoal) {
    fill_local({hello_.hash, tool_.hash});
    options_.use = BuildcacheUse::dependencies;
    EXPECT_TRUE(offers(hello_));
    EXPECT_FALSE(offers(tool_));
    EXPECT_THAT(take(), ElementsAre(local_, ""));
    options_.use = BuildcacheUse::none;
    EXPECT_FALSE(offers(hello_));
}

TEST_F(CachesTest, TheLocalOneLacksWhatWasBuiltHereAndIsNotThere) {
    EXPECT_THAT(BuildCaches(options_, workshop_).lacks(plan_, store_), ElementsAre(hello_.hash, tool_.hash));
    fill_local({hello_.hash});
    EXPECT_THAT(BuildCaches(options_, workshop_).lacks(plan_, store_), ElementsAre(tool_.hash));
    push_to_trusted_mirror();
    take();
    EXPECT_THAT(BuildCaches(options_, workshop_).lacks(plan_, empty_), IsEmpty()) << "it was not built here";
}

}  // namespace
}  // namespace sf
