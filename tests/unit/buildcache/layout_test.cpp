#include "buildcache/layout.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "mirror/file_mirror.h"

namespace sf {
namespace {

TEST(LayoutTest, PathsAreSpacks) {
    EXPECT_EQ(layout::spec_manifest("zlib", "1.3.1", "abc"),
              "v3/manifests/spec/zlib/zlib-1.3.1-abc.spec.manifest.json");
    EXPECT_EQ(layout::key_manifest("ABCD"), "v3/manifests/key/ABCD.key.manifest.json");
    const std::string sha256 = "0a" + std::string(62, 'f');
    EXPECT_EQ(layout::blob(sha256), "blobs/sha256/0a/" + sha256);
}

TEST(LayoutTest, NamesThatAreNoPathComponentAreRefused) {
    for (const char* name : {"", "..", ".hidden", "a/b", "a b", "a%2fb"})
        EXPECT_THROW(layout::spec_manifest(name, "1", "abc"), Error) << name;
    EXPECT_THROW(layout::spec_manifest("zlib", "../1", "abc"), Error);
    for (const char* sha256 : {"", "abc", "../../../../etc/passwd"})
        EXPECT_THROW(layout::blob(sha256), Error) << sha256;
    EXPECT_THROW(layout::blob(std::string(64, 'A')), Error);
}

class FoundLayoutTest : public ::testing::Test {
  protected:
    std::string refusal(LayoutVersion wanted) {
        try {
            layout_to_write(*mirror_, wanted);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage);
            return e.hint();
        }
        return "none";
    }

    TempDir folder_{fs::temp_directory_path(), "sf-layout-"};
    std::unique_ptr<WritableMirror> mirror_ = std::make_unique<FileMirror>(folder_.path());
};

TEST_F(FoundLayoutTest, AnEmptyMirrorGetsWhatIsWanted) {
    EXPECT_FALSE(found_layout(*mirror_));
    EXPECT_EQ(layout_to_write(*mirror_, {}), LayoutVersion::v3);
    EXPECT_EQ(layout_to_write(*mirror_, LayoutVersion::v2), LayoutVersion::v2);
}

TEST_F(FoundLayoutTest, AMirrorKeepsItsLayout) {
    mirror_->put(layout::v2::kIndex, "{}");  // as an old Spack left it
    EXPECT_EQ(layout_to_write(*mirror_, {}), LayoutVersion::v2);
    EXPECT_EQ(layout_to_write(*mirror_, LayoutVersion::v2), LayoutVersion::v2);
    EXPECT_NE(refusal(LayoutVersion::v3).find("buildcache migrate"), std::string::npos);
    mirror_->put(layout::kSignedIndex, "");
    EXPECT_EQ(layout_to_write(*mirror_, {}), LayoutVersion::v3);
    EXPECT_NE(refusal(LayoutVersion::v2).find("another mirror"), std::string::npos);
}

TEST_F(FoundLayoutTest, HalfAMigrationIsStillTheOldLayout) {
    mirror_->put(layout::v2::kIndex, "{}");
    mirror_->put(layout::v2::kSignedIndex, "");
    mirror_->put(layout::kIndexManifest, "{}");
    EXPECT_EQ(found_layout(*mirror_), LayoutVersion::v2);
    mirror_->put(layout::kSignedIndex, "");
    EXPECT_EQ(found_layout(*mirror_), LayoutVersion::v3);
}

}  // namespace
}  // namespace sf
