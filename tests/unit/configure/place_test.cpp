#include "configure/place.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "unit/base/fake_clock.h"

namespace sf {
namespace {

class Place : public testing::Test {
  protected:
    Place() : folder_(fs::temp_directory_path(), "place-test-") {}

    std::vector<PlannedFile> plan(const std::string& content) {
        return plan_files({{"slurm.conf", content}}, folder_.path() / "etc", clock_);
    }

    TempDir folder_;
    FakeClock clock_;
};

TEST_F(Place, CreatesThenLeavesAlone) {
    const auto first = plan("A=1\n");
    EXPECT_EQ(first.front().state, FileState::created);
    EXPECT_EQ(first.front().diff, "+A=1\n");
    place_files(first, "root");
    EXPECT_EQ(read_file(folder_.path() / "etc/slurm.conf"), "A=1\n");
    EXPECT_EQ(plan("A=1\n").front().state, FileState::same);
}

TEST_F(Place, KeepsTheOldFile) {
    place_files(plan("A=1\n"), "root");
    const auto change = plan("A=2\n");
    EXPECT_EQ(change.front().state, FileState::changed);
    EXPECT_EQ(change.front().backup.filename(), "slurm.conf.20231114T221320Z.bak");
    place_files(change, "root");
    EXPECT_EQ(read_file(change.front().backup), "A=1\n");
    EXPECT_EQ(read_file(folder_.path() / "etc/slurm.conf"), "A=2\n");
}

TEST_F(Place, WhatOthersCouldReadIsClosed) {
    const auto file = folder_.path() / "slurmdbd.conf";
    write_file_atomic(file, "StoragePass=x\n", 0644);
    const auto plan = plan_files({{"slurmdbd.conf", "StoragePass=x\n", 0600, true}}, folder_.path(), clock_);
    EXPECT_EQ(plan.front().state, FileState::changed);
    place_files(plan, "root");
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST_F(Place, PlanAsJson) {
    EXPECT_EQ(planned_to_json(plan("A=1\n")).dump(),
              Json({{{"path", (folder_.path() / "etc/slurm.conf").string()}, {"state", "created"}}}).dump());
}

}  // namespace
}  // namespace sf
