#include "node/jobs.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "unit/base/fake_process.h"
#include "unit/base/silent_progress.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class JobsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        make_dirs(view_ / "bin");
        write_file_atomic(view_ / "bin/scontrol", "");
        files_.slurm_conf = folder_.path() / "none.conf";
        process_.answer = [this](const Command& command) {
            const auto words = join(command.argv, " ");
            if (words.find("aliases") != std::string::npos) return FakeProcess::success(aliases_);
            if (words.find("sinfo") != std::string::npos) return FakeProcess::success(state_);
            if (words.find("squeue") == std::string::npos) return FakeProcess::success();
            return --answers_ >= 0 ? FakeProcess::success("7\n8\n") : FakeProcess::success();
        };
    }
    std::string said() const {
        std::string all;
        for (const auto& command : process_.commands) all += join(command.argv, " ") + "\n";
        return all;
    }

    TempDir folder_{fs::temp_directory_path(), "sf-jobs-test-"};
    const fs::path view_ = folder_.path() / "view";
    HostFiles files_;
    FakeProcess process_;
    SilentProgress progress_;
    SlurmPrograms programs_{view_, files_, process_};
    std::string aliases_ = "n1\n", state_ = "idle\n";
    int answers_ = 1;  // how often jobs still run
};

TEST_F(JobsTest, RunningJobsAreNamed) {
    try {
        require_idle(programs_);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::proof);
        EXPECT_EQ(error.message(), "2 jobs run: 7, 8");
    }
    EXPECT_THAT(said(), HasSubstr("--nodelist=n1"));
    EXPECT_NO_THROW(require_idle(programs_)) << "they have ended";
    process_.answer = [](const Command&) { return FakeProcess::failure(1, "cannot contact"); };
    EXPECT_THROW(require_idle(programs_), Error);
}

TEST_F(JobsTest, ADrainedNodeTakesJobsAgainInTheEnd) {
    {
        const DrainedNode drained(programs_, 60, progress_);
        EXPECT_THAT(said(), HasSubstr("NodeName=n1 State=DRAIN Reason=slurm-factory"));
        EXPECT_THAT(said(), ::testing::Not(HasSubstr("RESUME")));
    }
    EXPECT_THAT(said(), HasSubstr("State=RESUME"));
}

TEST_F(JobsTest, OneThatWasDrainedBeforeStaysSo) {
    state_ = "drained\n";
    { const DrainedNode drained(programs_, 60, progress_); }
    EXPECT_THAT(said(), ::testing::Not(HasSubstr("State=")));
}

TEST_F(JobsTest, WaitingEndsAndTheNodeIsGivenBack) {
    answers_ = 100;
    EXPECT_THROW(DrainedNode(programs_, 0, progress_), Error);
    EXPECT_THAT(said(), HasSubstr("State=RESUME"));
    aliases_ = "\n";
    EXPECT_THROW(DrainedNode(programs_, 0, progress_), Error) << "no compute node";
}

}  // namespace
}  // namespace sf
