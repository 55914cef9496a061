#include "factory/local_fill.h"

#include "unit/factory/small_workshop.h"

namespace sf {
namespace {

class LocalFillTest : public testing::SmallWorkshop {};

TEST_F(LocalFillTest, SaysWhatItPutThere) {
    LocalFill fill(workshop_, 2);
    EXPECT_FALSE(fill.finish()) << "it was not started";
    fill.start({hello_.hash, tool_.hash});
    const auto filled = fill.finish();
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->packages, 2u);
    EXPECT_GT(filled->bytes, 0u);
}

TEST_F(LocalFillTest, AFaultIsNoReasonToFail) {
    write_file_atomic(home_.buildcache(), "in its place");
    LocalFill fill(workshop_, 1);
    fill.start({hello_.hash});
    EXPECT_FALSE(fill.finish());
}

TEST_F(LocalFillTest, WhoDoesNotAskWaitsAllTheSame) {
    { LocalFill(workshop_, 1).start({hello_.hash}); }
    EXPECT_FALSE(fs::is_empty(home_.buildcache() / "v3"));
}

}  // namespace
}  // namespace sf
