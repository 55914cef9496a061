#include "buildcache/rebuild_index.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class RebuildIndexTest : public testing::SmallCache {
  protected:
    Index rebuild(const Index& before) { return rebuild_index(*mirror_, signer(), before, *process_, progress_); }
    fs::path manifest(const Spec& spec) const {
        return mirror_folder_ / layout::spec_manifest(spec.name, spec.version, spec.hash);
    }
};

TEST_F(RebuildIndexTest, FindsTheSameAsPushWrote) {
    push();
    Index again = rebuild({});  // reads the tarballs
    const Index before = index();
    again.serial = before.serial;
    again.created = before.created;
    again.expires = before.expires;
    EXPECT_EQ(index_text(again), index_text(before));
}

TEST_F(RebuildIndexTest, LeavesOutWhatIsGoneOrDoesNotHold) {
    push();
    fs::copy_file(manifest(tool_), manifest(hello_),
                  fs::copy_options::overwrite_existing);  // signed, for another package
    Index index = rebuild(this->index());
    EXPECT_EQ(index.packages.size(), 1u);
    EXPECT_TRUE(index.packages.contains(tool_.hash));
    fs::remove(manifest(tool_));
    EXPECT_TRUE(rebuild(index).packages.empty());
}

}  // namespace
}  // namespace sf
