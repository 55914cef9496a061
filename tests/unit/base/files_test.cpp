#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <thread>

#include "base/error.h"
#include "base/os_error.h"

namespace sf {
namespace {

class Files : public testing::Test {
  protected:
    fs::path at(const std::string& name) const { return folder_.path() / name; }
    TempDir folder_{fs::temp_directory_path(), "files-test-"};
};

TEST_F(Files, WritingReplacesTheWholeAndLeavesNothingElse) {
    write_file_atomic(at("f"), "a longer first content");
    write_file_atomic(at("f"), "second", 0600);
    EXPECT_EQ(read_file(at("f")), "second");
    struct stat info {};
    ASSERT_EQ(::stat(at("f").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0600u);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(Files, AFailedWriteLeavesTheOldContentAndNoTemporaryFile) {
    make_dirs(at("f"));  // a folder cannot be replaced by a file
    EXPECT_THROW(write_file_atomic(at("f"), "x"), Error);
    EXPECT_TRUE(fs::is_directory(at("f")));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(Files, AMissingFileIsNothingOrAnError) {
    EXPECT_FALSE(read_file_if_exists(at("none")).has_value());
    EXPECT_FALSE(read_file_if_exists(at("none/below")).has_value());
    EXPECT_THROW(read_file(at("none")), Error);
}

TEST_F(Files, AReplacedLinkLeadsElsewhereAtOnce) {
    const auto link = at("current"), next = at(".next");
    replace_link("a", link, next);
    make_link("left by a killed run", next);
    replace_link("b", link, next);
    EXPECT_EQ(fs::read_symlink(link), "b");
    EXPECT_FALSE(fs::is_symlink(next));
    EXPECT_THROW(make_link("c", link), Error);
}

TEST_F(Files, ANewFileIsWrittenThroughNoNameThatIsThere) {
    const auto file = at("new"), link = at("link");
    EXPECT_TRUE(write_new_file(file, "text", 0600));
    EXPECT_EQ(read_file(file), "text");
    make_link("elsewhere", link);
    for (const auto& taken : {file, link}) EXPECT_THROW(write_new_file(taken, "other", 0600), Error);
    EXPECT_FALSE(fs::exists(at("elsewhere")));
}

TEST_F(Files, WalkGivesBytewiseOrderWithFoldersFirst) {
    for (const char* path : {"a/x", "a.b", "a/y/z", "B", "a-c"}) {
        make_dirs(at(path).parent_path());
        write_file_atomic(at(path), "");
    }
    std::vector<std::string> seen;
    walk_sorted(folder_.path(),
                [&](const fs::directory_entry&, const std::string& relative) { seen.push_back(relative); });
    EXPECT_EQ(seen, (std::vector<std::string>{"B", "a", "a-c", "a.b", "a/x", "a/y", "a/y/z"}));
}

TEST_F(Files, WalkDoesNotFollowLinks) {
    make_dirs(at("real"));
    write_file_atomic(at("real/file"), "");
    fs::create_directory_symlink("real", at("link"));
    std::size_t count = 0;
    walk_sorted(folder_.path(), [&](const fs::directory_entry&, const std::string&) { ++count; });
    EXPECT_EQ(count, 3u);  // link, real, real/file
}

TEST_F(Files, CopyKeepsModesLinksAndTimes) {
    make_dirs(at("from/sub"));
    write_file_atomic(at("from/sub/run"), "#!/bin/sh\n", 0750);
    fs::create_symlink("sub/run", at("from/link"));
    const auto time = fs::file_time_type::clock::now() - std::chrono::hours(48);
    fs::last_write_time(at("from/sub/run"), time);
    copy_tree(at("from"), at("to"));
    EXPECT_EQ(read_file(at("to/sub/run")), "#!/bin/sh\n");
    EXPECT_EQ(static_cast<int>(fs::status(at("to/sub/run")).permissions()), 0750);
    EXPECT_EQ(fs::read_symlink(at("to/link")), "sub/run");
    EXPECT_EQ(fs::last_write_time(at("to/sub/run")), fs::last_write_time(at("from/sub/run")));
    EXPECT_EQ(fs::hard_link_count(at("to/sub/run")), 1u);
}

TEST_F(Files, RemoveTakesFoldersWithoutWritePermission) {
    make_dirs(at("tree/locked"));
    write_file_atomic(at("tree/locked/file"), "");
    fs::permissions(at("tree/locked"), fs::perms::owner_read | fs::perms::owner_exec);
    remove_tree(at("tree"));
    EXPECT_FALSE(fs::exists(at("tree")));
    EXPECT_NO_THROW(remove_tree(at("tree")));
}

TEST_F(Files, FsyncTreeTakesLinksThatLeadNowhere) {
    make_dirs(at("tree"));
    fs::create_symlink("nowhere", at("tree/link"));
    EXPECT_NO_THROW(fsync_tree(at("tree")));
}

TEST_F(Files, TempDirGoesUnlessReleased) {
    fs::path gone;
    fs::path kept;
    {
        TempDir first(folder_.path(), "x-");
        gone = first.path();
        TempDir second(folder_.path(), "x-");
        kept = second.release();
    }
    EXPECT_FALSE(fs::exists(gone));
    EXPECT_TRUE(fs::exists(kept));
}

TEST_F(Files, DiskFreeOfAPathThatDoesNotExistYet) {
    EXPECT_GT(disk_free(at("not/yet/there")), 0u);
}

TEST_F(Files, AFullDiskIsNamedWithTheWayOut) {
    const Error error = os_error(ENOSPC, "write", at("f"));
    EXPECT_EQ(error.kind(), ErrorKind::host);
    EXPECT_NE(error.message().find("disk full"), std::string::npos);
    EXPECT_NE(error.message().find(at("f").string()), std::string::npos);
    EXPECT_NE(error.message().find("free"), std::string::npos);
    EXPECT_NE(error.hint().find("SLURM_FACTORY_HOME"), std::string::npos);
}

TEST_F(Files, ALockIsHeldAgainstOthersAndFreedAtTheEndOfItsScope) {
    {
        const FileLock held(at("lock"));
        EXPECT_FALSE(FileLock::try_lock(at("lock")).has_value());
    }
    EXPECT_TRUE(FileLock::try_lock(at("lock")).has_value());
}

TEST_F(Files, AWaiterIsToldOnceAndGetsTheLock) {
    auto held = FileLock::try_lock(at("lock"));
    ASSERT_TRUE(held.has_value());
    std::atomic<int> told{0};
    std::atomic<bool> taken{false};
    std::thread waiter([&] {
        const FileLock lock(at("lock"), [&] { ++told; });
        taken = true;
    });
    while (told == 0) std::this_thread::yield();
    EXPECT_FALSE(taken);
    held.reset();
    waiter.join();
    EXPECT_TRUE(taken);
    EXPECT_EQ(told, 1);
}

TEST_F(Files, TheLockOfAKilledProcessIsFree) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const FileLock lock(at("lock"));
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(FileLock::try_lock(at("lock")).has_value());
}

struct GlobCase {
    const char* pattern;
    const char* path;
    bool matches;
};

class Glob : public testing::TestWithParam<GlobCase> {};

TEST_P(Glob, Matches) {
    EXPECT_EQ(glob_match(GetParam().pattern, GetParam().path), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Glob,
    testing::Values(GlobCase{"lib/*.so*", "lib/libz.so.1.3", true}, GlobCase{"lib/*.so*", "lib/slurm/x.so", false},
                    GlobCase{"lib/**", "lib/slurm/x.so", true}, GlobCase{"lib/**", "lib", false},
                    GlobCase{"**/*.la", "lib/slurm/x.la", true}, GlobCase{"**/*.la", "x.la", true},
                    GlobCase{"**.la", "lib/slurm/x.la", true}, GlobCase{"a/**/b", "a/b", true},
                    GlobCase{"a/**/b", "a/x/y/b", true}, GlobCase{"a/**/b", "axb", false}, GlobCase{"?/b", "a/b", true},
                    GlobCase{"a?b", "a/b", false}, GlobCase{"*", "", true}, GlobCase{"", "a", false},
                    GlobCase{"*a*b", "xaxxb", true}, GlobCase{"*a*b", "xaxx", false},
                    GlobCase{"share/licenses/**", "share/licenses/zlib/LICENSE", true},
                    GlobCase{"bin/s*", "bin/srun", true}, GlobCase{"bin/s*", "sbin/slurmd", false}));

}  // namespace
}  // namespace sf
