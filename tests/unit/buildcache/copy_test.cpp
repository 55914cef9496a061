#include "buildcache/copy.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "mirror/file_mirror.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class CopyTest : public testing::SmallCache {
  protected:
    CopyTest() { push(); }

    CopyResult copy() {
        const CopyRequest request{mirror_->read(layout::kSignedIndex, layout::kMaxIndex), signer().fingerprint(),
                                  signer().public_key(), home_.tmp(), 2};
        return copy_buildcache(request, index(), *mirror_, *copy_, progress_);
    }

    fs::path copy_folder_ = folder_.path() / "copy";
    std::unique_ptr<WritableMirror> copy_ = std::make_unique<FileMirror>(copy_folder_);
};

TEST_F(CopyTest, TheCopyIsAMirrorOfTheSameSignedIndex) {
    const auto result = copy();
    EXPECT_EQ(result.copied, 2u);
    EXPECT_EQ(read_file(copy_folder_ / layout::kSignedIndex), read_file(mirror_folder_ / layout::kSignedIndex));
    for (const char* path : {layout::kLayoutFile, layout::kIndexManifest, layout::kKeyIndexManifest})
        EXPECT_EQ(read_file(copy_folder_ / path), read_file(mirror_folder_ / path)) << path;
    install("tool", index(*copy_), *copy_);
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
}

TEST_F(CopyTest, WhatIsThereIsNotCopiedAgain) {
    copy();
    const auto second = copy();
    EXPECT_EQ(second.copied, 0u);
    EXPECT_EQ(second.was_there, 2u);
    fs::remove(copy_folder_ / layout::blob(index().packages.at(tool_.hash).tarball.sha256));
    EXPECT_EQ(copy().copied, 1u);
}

TEST_F(CopyTest, ADamagedPackageIsNotCopiedAndTheIndexStays) {
    tamper(layout::blob(index().packages.at(tool_.hash).tarball.sha256), flip_a_bit);
    EXPECT_THROW(copy(), Error);
    EXPECT_FALSE(copy_->exists(layout::kSignedIndex));
    EXPECT_FALSE(copy_->exists(layout::spec_manifest("tool", "2.0.1", tool_.hash)));
}

}  // namespace
}  // namespace sf
