#include "node/backup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/unpack.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class BackupTest : public ::testing::Test {
  protected:
    void SetUp() override {
        host_.state = top_.path() / "state";
        make_dirs(host_.state / "hash.1/job.7");
        write_file_atomic(host_.state / "job_state", "jobs", 0600);
        write_file_atomic(host_.state / "hash.1/job.7/script", "#!/bin/sh\n");
    }
    std::optional<fs::path> save() {
        return back_up({top_.path() / "backups", "24.11.5-aaaaaaaa", "24.11.5-bbbbbbbb", 1800000000}, host_, process_);
    }
    static mode_t mode_of(const fs::path& path) {
        struct stat status {};
        EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
        return status.st_mode & 0777;
    }

    TempDir top_{fs::temp_directory_path(), "sf-backup-test-"};
    SlurmHost host_;
    FakeProcess process_;
};

TEST_F(BackupTest, SavesTheStateForNobodyElse) {
    const auto saved = save();
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->filename(), "20270115T080000Z-24.11.5-aaaaaaaa-24.11.5-bbbbbbbb");
    EXPECT_EQ(mode_of(*saved), 0700U);
    EXPECT_EQ(mode_of(*saved / "state.tar.zst"), 0600U);
    EXPECT_EQ(file_in_archive(*saved / "state.tar.zst", "state/job_state"), "jobs");
    EXPECT_EQ(file_in_archive(*saved / "state.tar.zst", "state/hash.1/job.7/script"), "#!/bin/sh\n");
    EXPECT_TRUE(process_.commands.empty());
}

TEST_F(BackupTest, AHostWithNeitherHasNothingToSave) {
    host_.state.clear();
    EXPECT_FALSE(save());
    EXPECT_FALSE(fs::exists(top_.path() / "backups"));
}

class DatabaseBackupTest : public BackupTest {
  protected:
    void SetUp() override {
        BackupTest::SetUp();
        write_file_atomic(top_.path() / "bin/mysqldump", "", 0755);
        ::setenv("PATH", (top_.path() / "bin").c_str(), 1);
        host_.dbd = SlurmConf("StorageUser=slurm\nStoragePass=se\"cret\\\\x\nStorageLoc=acct\nStorageHost=db1\n");
    }
    void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

    DatabaseBackupTest() { make_dirs(top_.path() / "bin"); }
    const std::string path_ = ::getenv("PATH");
};

TEST_F(DatabaseBackupTest, GivesThePasswordInAFileOfMemory) {
    std::string options;
    process_.answer = [&](const Command& command) {
        for (const auto& word : command.argv) {
            EXPECT_THAT(word, ::testing::Not(HasSubstr("cret")));
            if (word.starts_with("--defaults-file=")) options = read_file(word.substr(16));
            if (word.starts_with("--result-file=")) write_file_atomic(word.substr(14) + ".seen", "");
        }
        EXPECT_EQ(command.keep_fds.size(), 1U);
        return FakeProcess::success();
    };
    const auto saved = save();
    ASSERT_TRUE(saved);
    EXPECT_EQ(options, "[client]\nhost=\"db1\"\nuser=\"slurm\"\npassword=\"se\\\"cret\\\\x\"\n");
    EXPECT_EQ(mode_of(*saved / "acct.sql"), 0600U);
    EXPECT_THAT(join(process_.commands.at(0).argv, " "), HasSubstr("--single-transaction"));
}

TEST_F(DatabaseBackupTest, AFaultLeavesNoBackupAndSaysWhatToDo) {
    process_.answer = [](const Command&) { return FakeProcess::failure(2, "Access denied\n"); };
    try {
        save();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.message(), HasSubstr("Access denied"));
        EXPECT_THAT(error.hint(), HasSubstr("--no-backup"));
    }
    EXPECT_TRUE(fs::is_empty(top_.path() / "backups"));
    fs::remove(top_.path() / "bin/mysqldump");
    EXPECT_THROW(save(), Error);
}

}  // namespace
}  // namespace sf
