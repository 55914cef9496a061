#include "bundle/bundle_archive.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "bundle/pack.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class BundleArchiveTest : public ::testing::Test {
  protected:
    BundleArchiveTest() {
        make_dirs(tree_ / "manifest");
        make_dirs(tree_ / "view/bin");
        write_file_atomic(tree_ / "manifest/spec.json", R"({"a": 1})");
        write_file_atomic(tree_ / "view/bin/srun", "0123456789", 0755);
        fs::create_symlink("srun", tree_ / "view/bin/link");
    }

    // A tarball that GNU tar makes of the tree with `arguments`.
    fs::path tar(const std::string& arguments) {
        testing::sh(
            fmt::format("cd '{}'; tar {}", tree_.string(), fmt::format(fmt::runtime(arguments), tar_.string())));
        return tar_;
    }

    std::string refusal(const fs::path& tarball) {
        try {
            read_bundle_archive(tarball);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source) << error.message();
            EXPECT_THAT(error.message(), HasSubstr(tarball.string()));
            return error.message();
        }
        ADD_FAILURE() << "nothing was refused";
        return "";
    }

    TempDir folder_{fs::temp_directory_path(), "sf-archive-test-"};
    fs::path tree_ = folder_.path() / "tree", tar_ = folder_.path() / "b.tar";
};

TEST_F(BundleArchiveTest, ReadsBothCompressions) {
    for (const auto compression : {Compression::gzip, Compression::zstd}) {
        fs::remove(tar_);
        pack(tree_, tar_, 1741737600, compression);
        const auto archive = read_bundle_archive(tar_);
        EXPECT_EQ(archive.sha256, sha256_file(tar_));
        EXPECT_EQ(archive.bytes, fs::file_size(tar_));
        EXPECT_EQ(archive.documents.at("spec").at("a"), 1);
        ASSERT_EQ(archive.files.size(), 2U);
        EXPECT_EQ(archive.files.at("view/bin/srun").bytes, 10U);
        EXPECT_TRUE(archive.files.at("view/bin/link").link);
    }
}

TEST_F(BundleArchiveTest, TheChecksumIsOfTheWholeFile) {
    pack(tree_, tar_, 1741737600);
    testing::sh("head -c 300000 /dev/zero >>" + tar_.string());
    EXPECT_EQ(read_bundle_archive(tar_).sha256, sha256_file(tar_));
}

TEST_F(BundleArchiveTest, RefusesWhatIsNoTarball) {
    EXPECT_THAT(refusal(folder_.path() / "absent"), HasSubstr("there is no file"));
    write_file_atomic(tar_, "no archive");
    refusal(tar_);
    pack(tree_, folder_.path() / "whole", 1741737600);
    testing::sh(fmt::format("head -c 150 {} >{}", (folder_.path() / "whole").string(), tar_.string()));
    refusal(tar_);
}

TEST_F(BundleArchiveTest, RefusesWhatIsThereTwice) {
    EXPECT_THAT(refusal(tar("--hard-dereference -czf {} manifest manifest/spec.json")),
                HasSubstr("manifest/spec.json is in it twice"));
    EXPECT_THAT(refusal(tar("--hard-dereference -czf {} view ./view/bin/link")),
                HasSubstr("view/bin/link is in it twice"));
}

TEST_F(BundleArchiveTest, RefusesNamesAndLinksThatLeadOut) {
    EXPECT_THAT(refusal(tar("-P --transform s,view,../view, -czf {} view")), HasSubstr("leads out"));
    EXPECT_THAT(refusal(tar("-P --transform s,view,/view, -czf {} view")), HasSubstr("absolute"));
    fs::create_symlink("../../../etc/passwd", tree_ / "view/bin/out");
    EXPECT_THAT(refusal(tar("-czf {} view")), HasSubstr("leads out"));
}

TEST_F(BundleArchiveTest, RefusesOtherKindsOfFiles) {
    testing::sh("mkfifo " + (tree_ / "view/pipe").string());
    EXPECT_THAT(refusal(tar("-czf {} view")), HasSubstr("view/pipe is neither"));
    fs::remove(tree_ / "view/pipe");
    fs::create_hard_link(tree_ / "view/bin/srun", tree_ / "view/bin/twin");
    EXPECT_THAT(refusal(tar("-czf {} view")), HasSubstr("is neither"));
}

TEST_F(BundleArchiveTest, RefusesOtherThingsThanDocumentsInTheManifest) {
    fs::create_symlink("spec.json", tree_ / "manifest/link.json");
    EXPECT_THAT(refusal(tar("-czf {} manifest")), HasSubstr("manifest/link.json is no document"));
    fs::remove(tree_ / "manifest/link.json");
    write_file_atomic(tree_ / "manifest/broken.json", "{");
    EXPECT_THROW(read_bundle_archive(tar("-czf {} manifest")), Error);
}

TEST_F(BundleArchiveTest, RefusesBombs) {
    testing::sh(fmt::format("cd '{}'; truncate -s 200M view/zeros", tree_.string()));
    EXPECT_THAT(refusal(tar("-czf {} view")), HasSubstr("unpacks to more"));
    testing::sh(fmt::format("cd '{}'; rm view/zeros; truncate -s 40M manifest/zeros.json", tree_.string()));
    EXPECT_THAT(refusal(tar("-czf {} manifest")), HasSubstr("manifest is larger"));
}

}  // namespace
}  // namespace sf
