#include "publish/build_index.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "publish/places.h"

namespace sf {
namespace {

const std::string kSha(64, 'a');

PublishedBuild build() {
    PublishedBuild build;
    build.release = "24.11";
    build.slurm = "24.11.5";
    build.toolchain = "bookworm";
    build.flavour = "default";
    build.arch = "x86_64";
    build.target = "x86_64_v3";
    build.hash = "abcdef";
    build.glibc_floor = "2.36";
    build.tarball = {places::build("24.11", "bookworm", kSha) + "/slurm-24.11.5-bookworm-software.tar.gz", kSha, 12};
    build.alias = "builds/24.11/bookworm/slurm-24.11-bookworm-software.tar.gz";
    build.beside["signature"] = {build.tarball.path + ".asc", kSha, 3};
    build.sources = {{places::source(kSha, "slurm-24.11.5.tar.bz2"), kSha, 4}};
    build.features = {"cgroup/v2", "mpi/pmix_v5"};
    build.packages = {{"openssl 3.5.7", 77}};
    build.unpacked_bytes = 99;
    build.proven = true;
    build.published = 1'800'000'000;
    build.end_of_life = "2026-05-31";
    build.revoked = "CVE-2026-1";
    return build;
}

BuildIndex index() {
    BuildIndex index;
    index.serial = 3;
    index.created = 10;
    index.expires = 20;
    index.builds[build().id()] = build();
    index.caches = {places::dependencies("bookworm"), places::slurm("bookworm", "24.11")};
    return index;
}

TEST(BuildIndexTest, ComesBackAsItWasWritten) {
    const BuildIndex read = parse_build_index(build_index_text(index()), "here");
    EXPECT_EQ(read.serial, 3u);
    EXPECT_TRUE(read.is_signed);
    EXPECT_EQ(read.expires, 20);
    EXPECT_EQ(read.builds, index().builds);
    EXPECT_EQ(read.caches, index().caches);
    EXPECT_EQ(read.builds.begin()->first, "builds/24.11/bookworm/slurm-24.11.5-bookworm-software.tar.gz");
}

TEST(BuildIndexTest, SaysThatItIsUnsigned) {
    BuildIndex unsigned_index = index();
    unsigned_index.is_signed = false;
    EXPECT_FALSE(parse_build_index(build_index_text(unsigned_index), "here").is_signed);
}

TEST(BuildIndexTest, RefusesWhatLeadsOutOfTheRoot) {
    for (const char* path : {"../etc/passwd", "/etc/passwd", "builds//x", "builds/./x", "builds/$(id)"}) {
        BuildIndex bad = index();
        bad.builds.begin()->second.tarball.path = path;
        EXPECT_THROW(parse_build_index(build_index_text(bad), "here"), Error) << path;
    }
}

TEST(BuildIndexTest, RefusesOtherTextsNamingTheirOrigin) {
    for (const char* text : {"", "[]", "{\"format\": 2}", "{\"format\": 1}"}) {
        try {
            parse_build_index(text, "https://host/builds/index.json");
            FAIL() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            EXPECT_NE(error.message().find("https://host/builds/index.json"), std::string::npos) << error.message();
        }
    }
}

}  // namespace
}  // namespace sf
