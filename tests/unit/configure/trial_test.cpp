#include "configure/trial.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kConf =
    "ClusterName=lab\nSlurmctldHost=head(10.0.0.1)\nSlurmctldHost=spare\nSlurmUser=slurm\n"
    "StateSaveLocation=/var/spool/slurmctld\nSlurmctldLogFile=/var/log/slurm/slurmctld.log\n"
    "SlurmctldPrimaryOnProg=/usr/local/bin/page-me\nAccountingStorageType=accounting_storage/slurmdbd\n"
    "NodeName=n[1-2]\nPartitionName=main Nodes=ALL\n";

// A slurmctld that says `log` and ends, or goes on.
class Trials : public testing::Test {
  protected:
    Trials() : scratch_(fs::temp_directory_path(), "trial-test-") { make_dirs(scratch_.path() / "etc"); }

    Trial trial(const std::string& log, int exit_code) {
        make_dirs(work());
        process_.answer = [=, this](const Command& command) {
            write_file_atomic(*command.output_file, log);
            return FakeProcess::failure(exit_code);
        };
        return try_configuration({{"slurm.conf", kConf}, {"slurmdbd.conf", "StoragePass=geheim\n", 0600, true}},
                                 {"/bundle/view", scratch_.path() / "etc", work(), 5}, process_);
    }
    fs::path work() const { return scratch_.path() / "work"; }

    TempDir scratch_;
    FakeProcess process_;
};

TEST(TrialConf, TouchesNothingOfTheSite) {
    const auto conf = trial_slurm_conf(kConf, "/scratch");
    EXPECT_THAT(conf, HasSubstr("StateSaveLocation=/scratch/state\n"));
    EXPECT_THAT(conf, HasSubstr("SlurmctldHost=head\n"));
    EXPECT_THAT(conf, Not(HasSubstr("spare")));
    EXPECT_THAT(conf, HasSubstr("\n#SlurmctldPrimaryOnProg="));
    EXPECT_THAT(conf, HasSubstr("\n#SlurmctldLogFile="));
    EXPECT_THAT(conf, HasSubstr("\n#AccountingStorageType="));
    EXPECT_THAT(conf, HasSubstr("NodeName=n[1-2]\nPartitionName=main Nodes=ALL\n"));
}

TEST_F(Trials, WhatItSaysOnTheWayIsKept) {
    const auto trial = this->trial(
        "slurmctld: error: Could not open job state file /x: no\nslurmctld: error: GresTypes: gpu without nodes\n"
        "slurmctld: Running as primary controller\n",
        0);
    EXPECT_TRUE(trial.accepted);
    EXPECT_THAT(trial.complaints, ElementsAre("error: GresTypes: gpu without nodes"));
}

TEST_F(Trials, AFatalErrorRefuses) {
    const auto trial = this->trial("slurmctld: fatal: Unable to process configuration file\n", 1);
    EXPECT_FALSE(trial.accepted);
    EXPECT_THAT(trial.complaints, ElementsAre("fatal: Unable to process configuration file"));
}

TEST_F(Trials, NodesAreKnownWithoutANameServer) {
    trial("Running as primary controller", 0);
    EXPECT_EQ(read_file(work() / "hosts"), "127.0.0.1 localhost\n10.99.0.1 head\n10.99.0.1 n1\n10.99.0.1 n2\n");
}

TEST_F(Trials, ThePasswordIsNotLentToIt) {
    trial("Running as primary controller", 0);
    EXPECT_FALSE(fs::exists(work() / "slurmdbd.conf"));
}

TEST_F(Trials, NoNamespacesIsAnErrorOfTheMachine) {
    try {
        trial("unshare: unshare failed: Operation not permitted\n", 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.hint(), HasSubstr("--no-check"));
    }
}

}  // namespace
}  // namespace sf
