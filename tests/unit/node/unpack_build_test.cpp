#include "node/unpack_build.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/error.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class UnpackBuildTest : public ::testing::Test {
  protected:
    bool unpack(const fs::path& tarball, const ChoosePlace& choose) {
        remove_tree(into_);
        make_dirs(into_);
        return unpack_build(read_file(tarball), "bundle", into_, choose);
    }
    bool unpack(const fs::path& tarball) {
        return unpack(tarball, [](const BundleManifest&) { return fs::path("/opt/s/1"); });
    }
    std::string refusal(const fs::path& tarball) {
        try {
            unpack(tarball);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source) << error.message();
            return error.message();
        }
        return "";
    }
    // What tar makes of the tree, which may be what no pack() of ours would.
    fs::path tarred(const std::string& arguments) {
        bundle_.write_manifest();
        testing::sh(fmt::format("cd {} && tar -czf ../hand.tar.gz {}", bundle_.tree().string(), arguments));
        return bundle_.tree().parent_path() / "hand.tar.gz";
    }
    void expect_unpacked() {
        EXPECT_EQ(read_file(into_ / "data/notes.txt"), "notes\n");
        EXPECT_EQ(fs::status(into_ / "view/bin/sinfo").permissions(), fs::perms(0755));
        EXPECT_EQ(fs::read_symlink(into_ / "view/lib/libx.so.1"), "libx.so");
        const auto library = read_file(into_ / "view/lib/libx.so");
        EXPECT_THAT(library, HasSubstr("///opt/s/1/view/lib:///"));
        EXPECT_THAT(library, HasSubstr("///opt/s/1/view/pmix5/include"));
        EXPECT_EQ(library.size(), fs::file_size(bundle_.tree() / "view/lib/libx.so"));
        EXPECT_EQ(library.find("__padding__"), std::string::npos);
    }

    testing::TinyBundle bundle_;
    TempDir top_{fs::temp_directory_path(), "sf-unpack-test-"};
    const fs::path into_ = top_.path() / "into";
};

TEST_F(UnpackBuildTest, WritesTheFilesWhereTheyAreToLie) {
    EXPECT_TRUE(unpack(bundle_.pack()));
    expect_unpacked();
    struct stat status {};
    ASSERT_EQ(::stat((into_ / "view/bin/sinfo").c_str(), &status), 0);
    EXPECT_EQ(status.st_mtime, 1741737600);
    EXPECT_TRUE(unpack(bundle_.pack(Compression::zstd)));
    expect_unpacked();
}

TEST_F(UnpackBuildTest, AManifestThatComesLastIsAppliedAfterwards) {
    EXPECT_TRUE(unpack(tarred("view data manifest")));
    expect_unpacked();
}

TEST_F(UnpackBuildTest, StopsWhereTheBuildIsThere) {
    EXPECT_FALSE(unpack(bundle_.pack(), [](const BundleManifest&) { return std::nullopt; }));
    EXPECT_FALSE(fs::exists(into_ / "view"));
}

TEST_F(UnpackBuildTest, WhatIsNotAsListedIsRefused) {
    bundle_.put("view/bin/sinfo", "#!/bin/sh\nevil\n", 0755);
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("view/bin/sinfo is not what manifest/files.json says"));
    bundle_.put("data/notes.txt", "other\n");
    EXPECT_THAT(refusal(tarred("data manifest")), HasSubstr("data/notes.txt is not what"));
    bundle_.put("view/bin/more", "more");
    EXPECT_THAT(refusal(tarred("manifest view/bin/more")), HasSubstr("view/bin/more is not what"));
    EXPECT_THAT(refusal(tarred("manifest")), HasSubstr("is missing"));
    EXPECT_THAT(refusal(tarred("view")), HasSubstr("its manifest is not complete"));
}

TEST_F(UnpackBuildTest, LinksThatAreNotListedAreRefused) {
    fs::create_symlink("sinfo", bundle_.tree() / "view/bin/another");
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("view/bin/another is not what"));
    fs::remove(bundle_.tree() / "view/bin/another");
    fs::remove(bundle_.tree() / "view/lib/libx.so.1");
    fs::create_symlink("other", bundle_.tree() / "view/lib/libx.so.1");
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("view/lib/libx.so.1 is not what"));
}

TEST_F(UnpackBuildTest, NothingLeadsOut) {
    EXPECT_THAT(refusal(tarred("-P manifest --transform 's,^view,../view,' view")), HasSubstr("leads out"));
    EXPECT_THAT(refusal(tarred("-P manifest --transform 's,^view,/view,' view")), HasSubstr("absolute name"));
    fs::create_symlink("../../..", bundle_.tree() / "view/up");
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("leads out"));
    fs::remove(bundle_.tree() / "view/up");
    EXPECT_THAT(refusal(tarred("--hard-dereference manifest data data")), HasSubstr("twice"));
    fs::create_hard_link(bundle_.tree() / "view/bin/sinfo", bundle_.tree() / "view/bin/twin");
    EXPECT_THAT(refusal(tarred("manifest view")), HasSubstr("neither file, folder nor symbolic link"));
    fs::remove(bundle_.tree() / "view/bin/twin");
    testing::sh("mkfifo " + (bundle_.tree() / "view/pipe").string());
    EXPECT_THAT(refusal(tarred("manifest view")), HasSubstr("neither file"));
}

TEST_F(UnpackBuildTest, DamageIsRefused) {
    const auto whole = read_file(bundle_.pack());
    for (const auto size : {whole.size() / 2, whole.size() - 20}) {
        write_file_atomic(top_.path() / "cut", whole.substr(0, size));
        EXPECT_NE(refusal(top_.path() / "cut"), "") << size;
    }
    write_file_atomic(top_.path() / "text", "no archive");
    EXPECT_NE(refusal(top_.path() / "text"), "");
}

}  // namespace
}  // namespace sf
