#include "buildcache/measure.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class MeasureTest : public testing::SmallCache {};

TEST_F(MeasureTest, FindsWhatPushKnew) {
    push();
    const IndexedPackage known = index().packages.at(hello_.hash);
    const fs::path file = mirror_folder_ / layout::blob(known.tarball.sha256);
    IndexedPackage package;
    package.tarball.sha256 = known.tarball.sha256;
    measure_tarball(package, file, "test");
    EXPECT_EQ(package.tarball, known.tarball);
    EXPECT_EQ(package.unpacked_bytes, known.unpacked_bytes);
    EXPECT_EQ(package.prefix, known.prefix);
    ++package.tarball.bytes;
    EXPECT_THROW(measure_tarball(package, file, "test"), Error);
    tamper(layout::blob(known.tarball.sha256), flip_a_bit);
    package.tarball.bytes = 0;
    EXPECT_THROW(measure_tarball(package, file, "test"), Error);
}

}  // namespace
}  // namespace sf
