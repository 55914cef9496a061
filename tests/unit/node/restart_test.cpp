#include "node/restart.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/files.h"
#include "unit/base/fake_process.h"
#include "unit/base/silent_progress.h"

namespace sf {
namespace {

class RestartTest : public ::testing::Test {
  protected:
    void SetUp() override {
        write_file_atomic(folder_.path() / "systemctl", "", 0755);
        ::setenv("PATH", folder_.path().c_str(), 1);
        process_.answer = [this](const Command& command) {
            const auto& unit = command.argv.back();
            if (command.argv[1] == "try-restart") restarted_.push_back(unit);
            return active_.contains(unit) ? FakeProcess::success() : FakeProcess::failure(3);
        };
    }
    void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

    const std::string path_ = ::getenv("PATH");
    TempDir folder_{fs::temp_directory_path(), "sf-restart-test-"};
    FakeProcess process_;
    SilentProgress progress_;
    std::set<std::string> active_{"slurmd", "slurmctld", "slurmdbd"};
    std::vector<std::string> restarted_;
};

TEST_F(RestartTest, ActiveUnitsComeInTheOrderOfUpgrades) {
    const std::vector<std::string> expected{"slurmdbd", "slurmctld", "slurmd"};
    EXPECT_EQ(active_units(process_), expected);
    restart_units(expected, process_, progress_);
    EXPECT_EQ(restarted_, expected);
}

TEST_F(RestartTest, WhatDoesNotComeUpEndsIt) {
    active_.erase("slurmctld");
    try {
        restart_units({"slurmdbd", "slurmctld", "slurmd"}, process_, progress_);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("slurmctld does not come up"), std::string::npos);
        EXPECT_NE(error.hint().find("journalctl -u slurmctld"), std::string::npos);
    }
    EXPECT_EQ(restarted_.size(), 2U);
}

TEST_F(RestartTest, WithoutSystemdThereAreNone) {
    fs::remove(folder_.path() / "systemctl");
    EXPECT_TRUE(active_units(process_).empty());
}

}  // namespace
}  // namespace sf
