#include "relocate/relocate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

class RelocateTest : public ::testing::Test {
  protected:
    TempDir folder_{fs::temp_directory_path(), "sf-relocate-test-"};
    fs::path view_ = folder_.path() / "view";
};

TEST_F(RelocateTest, ARewrittenProgramRunsFromAnotherPlace) {
    const auto prefix = testing::padded("hello-1-abc");
    testing::compile_hello(view_, prefix + "/lib");
    const auto program = view_ / "bin/hello";
    const auto size = fs::file_size(program);
    EXPECT_ANY_THROW(testing::sh(program.string()));

    EXPECT_TRUE(rewrite_runpath(program, view_runpath("bin/hello")));
    EXPECT_TRUE(rewrite_runpath(view_ / "lib/libhello.so.1", view_runpath("lib/libhello.so.1")));

    const auto moved = folder_.path() / "another/place";
    make_dirs(moved.parent_path());
    fs::rename(view_, moved);
    EXPECT_EQ(testing::sh((moved / "bin/hello").string()), "42\n");
    EXPECT_EQ(fs::file_size(moved / "bin/hello"), size);
    EXPECT_EQ(fs::status(moved / "bin/hello").permissions() & fs::perms::owner_exec, fs::perms::owner_exec);
    EXPECT_EQ(read_elf(moved / "bin/hello").runpath->value, "$ORIGIN/../lib/slurm:$ORIGIN/../lib");
    EXPECT_TRUE(find_baked_strings(moved).empty());
}

TEST_F(RelocateTest, NeverGrowsARunpath) {
    testing::compile_hello(view_, "/short");
    const auto before = read_file(view_ / "bin/hello");
    EXPECT_THROW(rewrite_runpath(view_ / "bin/hello", "$ORIGIN/../lib"), Error);
    EXPECT_EQ(read_file(view_ / "bin/hello"), before);
    EXPECT_TRUE(rewrite_runpath(view_ / "bin/hello", "/srt"));
    EXPECT_EQ(read_elf(view_ / "bin/hello").runpath->value, "/srt");
}

TEST_F(RelocateTest, RestoresALongerRunpathInTheZerosThatItLeft) {
    const auto built_with = testing::padded("hello-1-abc") + "/lib";
    testing::compile_hello(view_, built_with);
    const auto program = view_ / "bin/hello";
    const auto built = read_file(program);
    rewrite_runpath(program, "$ORIGIN/../lib");
    EXPECT_THROW(restore_runpath(program, built_with + std::string(1000, 'x')), Error);
    EXPECT_TRUE(restore_runpath(program, built_with));
    EXPECT_EQ(read_file(program), built);
    EXPECT_TRUE(restore_runpath(program, "/short"));
    EXPECT_EQ(read_elf(program).runpath->value, "/short");
}

TEST_F(RelocateTest, RefusesAFileWithAnotherHardLink) {
    testing::compile_hello(view_, testing::padded("hello-1-abc"));
    fs::create_hard_link(view_ / "bin/hello", folder_.path() / "store");
    const auto before = read_file(folder_.path() / "store");
    EXPECT_THROW(rewrite_runpath(view_ / "bin/hello", "$ORIGIN"), Error);
    EXPECT_EQ(read_file(folder_.path() / "store"), before);
}

TEST_F(RelocateTest, RefusesARunpathThatSharesItsTail) {
    make_dirs(view_);
    // The linker stores "/padded/libtail.so" once for the RUNPATH and the SONAME that is its tail.
    testing::sh("cd '" + view_.string() +
                "'; echo 'int f(void) { return 1; }' > f.c; gcc -shared -fPIC -Wl,--enable-new-dtags "
                "-Wl,-soname,libtail.so -Wl,-rpath,/opt/some/long/prefix/libtail.so -o f.so f.c");
    const auto elf = read_elf(view_ / "f.so");
    ASSERT_EQ(elf.runpath->value, "/opt/some/long/prefix/libtail.so");
    const auto before = read_file(view_ / "f.so");
    try {
        rewrite_runpath(view_ / "f.so", "$ORIGIN");
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("libtail.so"), std::string::npos);
    }
    EXPECT_EQ(read_file(view_ / "f.so"), before);
}

TEST_F(RelocateTest, LeavesFilesWithoutRunpathAlone) {
    make_dirs(view_);
    write_file_atomic(view_ / "script", "#!/bin/sh\n");
    EXPECT_FALSE(rewrite_runpath(view_ / "script", "$ORIGIN"));
    write_file_atomic(view_ / "empty", "");
    EXPECT_FALSE(rewrite_runpath(view_ / "empty", "$ORIGIN"));
    EXPECT_THROW(rewrite_runpath(view_ / "missing", "$ORIGIN"), Error);
}

TEST(ViewRunpath, FindsLibFromEveryFolder) {
    EXPECT_EQ(view_runpath("bin/srun"), "$ORIGIN/../lib/slurm:$ORIGIN/../lib");
    EXPECT_EQ(view_runpath("sbin/slurmd"), "$ORIGIN/../lib/slurm:$ORIGIN/../lib");
    EXPECT_EQ(view_runpath("lib/libz.so.1"), "$ORIGIN:$ORIGIN/slurm");
    EXPECT_EQ(view_runpath("lib/slurm/auth_munge.so"), "$ORIGIN:$ORIGIN/..");
    EXPECT_EQ(view_runpath("lib/slurm/src/a.so"), "$ORIGIN/..:$ORIGIN/../..");
    EXPECT_EQ(view_runpath("lib/security/pam_slurm.so"), "$ORIGIN/..:$ORIGIN/../slurm");
    EXPECT_EQ(view_runpath("lib/lua/5.4/x.so"), "$ORIGIN/../..:$ORIGIN/../../slurm");
    EXPECT_EQ(view_runpath("lib/slurm/mpi.so", {"pmix4/lib"}), "$ORIGIN/../../pmix4/lib:$ORIGIN:$ORIGIN/..");
    EXPECT_EQ(view_runpath("pmix4/lib/libpmix.so.2", {"pmix4/lib"}),
              "$ORIGIN:$ORIGIN/../../lib/slurm:$ORIGIN/../../lib");
    EXPECT_EQ(view_runpath("libexec/slurm/helper"), "$ORIGIN/../../lib/slurm:$ORIGIN/../../lib");
}

TEST_F(RelocateTest, FindsBakedStringsInBinaryAndText) {
    const auto a = testing::padded("slurm-24.11.5-aaaa"), b = testing::padded("zlib-1.3.1-bbbb");
    make_dirs(view_ / "etc");
    std::string binary("\x7f\0\0", 3);
    binary += "-I" + a + "/include -L" + b + "/lib";
    binary += '\0';
    write_file_atomic(view_ / "binary", binary);
    write_file_atomic(view_ / "etc/text.example", "PluginDir=" + a + "/lib/slurm\n");
    fs::create_symlink(a, view_ / "link");

    const auto found = find_baked_strings(view_);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].file, "binary");
    EXPECT_EQ(found[0].offset, 5U);
    EXPECT_EQ(found[0].room, a.size());
    EXPECT_EQ(found[0].value, "-I" + a + "/include -L" + b + "/lib");
    EXPECT_FALSE(found[0].text);
    EXPECT_EQ(binary.substr(found[1].offset, found[1].room), b);
    EXPECT_EQ(found[2].file, "etc/text.example");
    EXPECT_EQ(found[2].value, a);
    EXPECT_TRUE(found[2].text);

    const auto table = relocation_table(found, {{"zlib-1.3.1-bbbb", "compression"}});
    EXPECT_EQ(table["version"], kRelocationVersion);
    EXPECT_EQ(table["entries"][0]["target"], "view");
    EXPECT_EQ(table["entries"][1]["target"], "view/compression");
    ASSERT_EQ(table["entries"].size(), 3U);
    EXPECT_EQ(table["entries"][2]["kind"], "text");
    EXPECT_EQ(table["entries"][2]["offset"], 10);
    EXPECT_EQ(table["entries"][2]["room"], 128);
}

TEST_F(RelocateTest, FindsForbiddenPathsOnlyWhereTheyStart) {
    make_dirs(view_ / "share");
    write_file_atomic(view_ / "share/a.html", "see https://example.org/build/src and ./build/src");
    EXPECT_TRUE(find_forbidden_strings(view_, {"/build/src", "/home/user/"}).empty());
    write_file_atomic(view_ / "share/b.conf", "Path=/build/src/x\n\"/home/user/y\"");
    fs::create_symlink("/build/src/z", view_ / "share/c");
    const auto found = find_forbidden_strings(view_, {"/build/src", "/home/user/"});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].file, "share/b.conf");
    EXPECT_EQ(found[0].needle, "/build/src");
    EXPECT_EQ(found[0].offset, 5U);
    EXPECT_EQ(found[1].needle, "/home/user/");
    EXPECT_EQ(found[2].file, "share/c");
    EXPECT_TRUE(found[2].link);
}

TEST(RelativeLink, LeadsFromFolderToFolder) {
    EXPECT_EQ(relative_link("lib/slurm/a.so", "lib/b.so"), "../b.so");
    EXPECT_EQ(relative_link("lib/a.so", "lib/b.so"), "b.so");
    EXPECT_EQ(relative_link("a", "lib/b.so"), "lib/b.so");
    EXPECT_EQ(relative_link("share/man/man1/a.1", "lib/b"), "../../../lib/b");
}

}  // namespace
}  // namespace sf
