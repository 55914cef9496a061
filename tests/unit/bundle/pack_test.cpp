#include "bundle/pack.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "source/unpack.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

class PackTest : public ::testing::Test {
  protected:
    PackTest() {
        make_dirs(tree_ / "view/bin");
        make_dirs(tree_ / "view/empty");
        std::mt19937 random(7);  // NOLINT: the same bytes every time
        std::string large;
        for (int i = 0; i < 9'000'000; ++i)  // several blocks of each compressor
            large += static_cast<char>('a' + random() % 20);
        write_file_atomic(tree_ / "view/large", large);
        write_file_atomic(tree_ / "view/bin/tool", "#!/bin/sh\necho hello\n", 0711);
        write_file_atomic(tree_ / "view/bin.txt", "x");
        write_file_atomic(tree_ / "view/zero", "", 0600);
        fs::create_symlink("bin/tool", tree_ / "view/link");
    }

    std::string packed(Compression compression, unsigned threads) {
        const auto path = folder_.path() / ("t" + std::to_string(++count_));
        pack(tree_, path, 1741737600, compression, threads);
        return read_file(path);
    }

    TempDir folder_{fs::temp_directory_path(), "sf-pack-test-"};
    fs::path tree_ = folder_.path() / "tree";
    int count_ = 0;
};

TEST_F(PackTest, ThreadsTimesAndModesOfTheHostChangeNoByte) {
    for (const auto compression : {Compression::gzip, Compression::zstd}) {
        const auto one = packed(compression, 1);
        EXPECT_EQ(packed(compression, 4), one);
        fs::permissions(tree_ / "view/zero", fs::perms::owner_read);
        fs::last_write_time(tree_ / "view/zero", fs::file_time_type::clock::now() - std::chrono::hours(99));
        EXPECT_EQ(packed(compression, 3), one);
        write_file_atomic(tree_ / "view/zero", "1");
        EXPECT_NE(packed(compression, 3), one);
        write_file_atomic(tree_ / "view/zero", "", 0600);
    }
}

TEST_F(PackTest, ResultDescribesTheFile) {
    const auto path = folder_.path() / "a.tar.gz";
    const auto result = pack(tree_, path, 1, Compression::gzip, 2);
    EXPECT_EQ(result.bytes, fs::file_size(path));
    EXPECT_EQ(result.sha256, sha256_file(path));
    EXPECT_THROW(pack(tree_, path, 1), Error);
}

TEST_F(PackTest, WhatIsPackedUnpacksToTheSame) {
    for (const auto compression : {Compression::gzip, Compression::zstd}) {
        const auto path = folder_.path() / compressor_of(compression).extension;
        const auto into = folder_.path() / compressor_of(compression).name;
        pack(tree_, path, 1741737600, compression, 2);
        unpack_archive(path, into);  // strips view/, the only top folder
        EXPECT_EQ(read_file(into / "large"), read_file(tree_ / "view/large"));
        EXPECT_EQ(read_file(into / "link"), "#!/bin/sh\necho hello\n");
    }
}

TEST_F(PackTest, OtherProgramsReadIt) {
    const auto path = (folder_.path() / "a.tar.gz").string();
    pack(tree_, path, 1741737600);
    testing::sh("gzip -t " + path);
    EXPECT_EQ(testing::sh("tar -tf " + path),
              "view/\nview/bin/\nview/bin.txt\nview/bin/tool\nview/empty/\nview/large\nview/link\nview/zero\n");
    const auto listing = testing::sh("TZ=UTC tar -tvf " + path + " --full-time --numeric-owner");
    EXPECT_NE(listing.find("-rwxr-xr-x 0/0"), std::string::npos);
    EXPECT_NE(listing.find("drwxr-xr-x 0/0"), std::string::npos);
    EXPECT_NE(listing.find("-rw-r--r-- 0/0"), std::string::npos);
    EXPECT_NE(listing.find("2025-03-12 00:00:00 view/link -> bin/tool"), std::string::npos);
    testing::sh("mkdir " + folder_.path().string() + "/out && tar -xf " + path + " -C " + folder_.path().string() +
                "/out");
    EXPECT_EQ(read_file(folder_.path() / "out/view/large"), read_file(tree_ / "view/large"));
    EXPECT_EQ(testing::sh((folder_.path() / "out/view/link").string()), "hello\n");
}

TEST_F(PackTest, LongNamesSurvive) {
    const std::string name(90, 'n'), endless(180, 'e');
    make_dirs(tree_ / name / name);
    write_file_atomic(tree_ / name / name / "file", "deep");
    make_dirs(tree_ / endless);
    write_file_atomic(tree_ / endless / endless, "endless");
    fs::create_symlink(endless + "/" + endless, tree_ / "long-link");
    const auto path = (folder_.path() / "a.tar.gz").string();
    pack(tree_, path, 1);
    testing::sh("mkdir " + folder_.path().string() + "/out && tar -xf " + path + " -C " + folder_.path().string() +
                "/out");
    EXPECT_EQ(read_file(folder_.path() / "out" / name / name / "file"), "deep");
    EXPECT_EQ(read_file(folder_.path() / "out/long-link"), "endless");
}

TEST_F(PackTest, AnEmptyFolderIsAnArchiveToo) {
    make_dirs(folder_.path() / "nothing");
    const auto path = folder_.path() / "a.tar.gz";
    pack(folder_.path() / "nothing", path, 1);
    EXPECT_EQ(testing::sh("tar -tf " + path.string()), "");
}

}  // namespace
}  // namespace sf
