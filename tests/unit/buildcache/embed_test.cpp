#include "buildcache/embed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "relocate/relocate.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

using testing::padded;

// A program in one package, its library in another one; both look into that one's folder, and into a third's.
class EmbedTest : public ::testing::Test {
  protected:
    EmbedTest() {
        testing::compile_hello(inner_, kInner + "/lib:" + kZlib + "/lib");
        make_dirs(host_ / "bin");
        make_dirs(scratch_);
        fs::rename(inner_ / "bin/hello", host_ / "bin/hello");
        for (const char* file :
             {"lib/pkgconfig/x.pc", "include/x.h", "share/man/x.1", "share/licenses/inner/COPYING"}) {
            make_dirs((inner_ / file).parent_path());
            write_file_atomic(inner_ / file, "x");
        }
    }

    const std::string kHost = padded("host-1-h"), kInner = padded("inner-1-i"), kZlib = padded("zlib-1-z");
    TempDir folder_{fs::temp_directory_path(), "embed-"};
    fs::path host_ = folder_.path() / "host", inner_ = folder_.path() / "inner", scratch_ = folder_.path() / "scratch";
    Neighbours neighbours_{{kHost, kZlib}, {{kInner, {"inner", inner_}}}};
};

TEST_F(EmbedTest, ALibraryThatIsOnlyBuiltBeforeComesAlongAndIsFound) {
    ASSERT_EQ(embed_dependencies(host_, neighbours_, scratch_), scratch_);
    EXPECT_EQ(runpath_of(scratch_ / "bin/hello"), "$ORIGIN/../embedded/inner/lib:" + kZlib + "/lib");
    EXPECT_EQ(runpath_of(scratch_ / "embedded/inner/lib/libhello.so.1"), "$ORIGIN/../lib:" + kZlib + "/lib");
    EXPECT_EQ(testing::sh("'" + (scratch_ / "bin/hello").string() + "'"), "42\n");
    EXPECT_EQ(runpath_of(host_ / "bin/hello"), kInner + "/lib:" + kZlib + "/lib") << "the store is left as it was";
}

TEST_F(EmbedTest, WhatOnlyBuildersNeedStaysBehind) {
    embed_dependencies(host_, neighbours_, scratch_);
    const fs::path inner = scratch_ / "embedded/inner";
    EXPECT_TRUE(fs::exists(inner / "share/licenses/inner/COPYING"));
    for (const char* file : {"lib/pkgconfig", "include", "share/man"}) EXPECT_FALSE(fs::exists(inner / file)) << file;
}

TEST_F(EmbedTest, APackageThatNeedsNothingOfTheKindIsTakenAsItIs) {
    neighbours_ = {{kHost, kZlib, kInner}, {}};
    EXPECT_EQ(embed_dependencies(host_, neighbours_, scratch_), host_);
    EXPECT_TRUE(fs::is_empty(scratch_));
}

TEST_F(EmbedTest, UndoneItIsByteForByteWhatWasBuilt) {
    const auto built = read_file(host_ / "bin/hello");
    embed_dependencies(host_, neighbours_, scratch_);
    ASSERT_NE(read_file(scratch_ / "bin/hello"), built);
    fs::permissions(scratch_ / "bin/hello", fs::perms::owner_read | fs::perms::owner_exec);
    undo_embedding(scratch_, {{"inner", kInner}, {"zlib", kZlib}});
    EXPECT_EQ(read_file(scratch_ / "bin/hello"), built);
    EXPECT_EQ(fs::status(scratch_ / "bin/hello").permissions(), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_FALSE(fs::exists(scratch_ / "embedded"));
    undo_embedding(scratch_, {});
    EXPECT_EQ(read_file(scratch_ / "bin/hello"), built) << "nothing is left to undo";
}

TEST_F(EmbedTest, AnEmbeddedPackageThatThePlanLacksIsAFault) {
    embed_dependencies(host_, neighbours_, scratch_);
    EXPECT_THROW(undo_embedding(scratch_, {{"inne", kInner}, {"inner2", kInner}}), Error);
}

TEST_F(EmbedTest, AFolderThatNobodyHasIsAFault) {
    neighbours_.embedded.clear();
    try {
        embed_dependencies(host_, neighbours_, scratch_);
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), ::testing::HasSubstr("bin/hello looks for libraries in " + kInner));
    }
}

TEST_F(EmbedTest, AFileThatNamesItsOldPlaceIsAFault) {
    write_file_atomic(inner_ / "lib/x.conf", kInner + "/etc");
    EXPECT_THROW(embed_dependencies(host_, neighbours_, scratch_), Error);
}

}  // namespace
}  // namespace sf
