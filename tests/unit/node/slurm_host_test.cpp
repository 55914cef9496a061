#include "node/slurm_host.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

class SlurmHostTest : public ::testing::Test {
  protected:
    void SetUp() override {
        files_.slurm_conf = folder_.path() / "slurm.conf";
        make_dirs(folder_.path() / "view/bin");
        write_file_atomic(folder_.path() / "view/bin/scontrol", "");
    }

    TempDir folder_{fs::temp_directory_path(), "sf-host-test-"};
    HostFiles files_;
    FakeProcess process_;
};

TEST_F(SlurmHostTest, IsAControllerWhereItHasState) {
    EXPECT_FALSE(look_at_host(files_).protocol);
    write_file_atomic(files_.slurm_conf, "StateSaveLocation=" + (folder_.path() / "state").string() + "\n");
    EXPECT_TRUE(look_at_host(files_).has_conf);
    EXPECT_TRUE(look_at_host(files_).state.empty());
    make_dirs(folder_.path() / "state");
    write_file_atomic(folder_.path() / "state/job_state", std::string("\0\0\0\21PROTOCOL_VERSION\0\50\0", 23));
    EXPECT_EQ(look_at_host(files_).protocol, 40);
    EXPECT_EQ(look_at_host(files_).state, folder_.path() / "state");
}

TEST_F(SlurmHostTest, HasADatabaseWhereSlurmdbdConfIs) {
    EXPECT_FALSE(look_at_host(files_).dbd);
    write_file_atomic(folder_.path() / "slurmdbd.conf", "StorageLoc=acct\n");
    EXPECT_EQ(look_at_host(files_).dbd->get("StorageLoc"), "acct");
    files_.slurmdbd_conf = "/nonexistent/slurmdbd.conf";
    EXPECT_FALSE(look_at_host(files_).dbd);
}

TEST_F(SlurmHostTest, AsksTheControllerForItsVersion) {
    write_file_atomic(files_.slurm_conf, "");
    process_.answer = [](const Command&) {
        return FakeProcess::success("SLURM_CONF = /etc/slurm/slurm.conf\nSLURM_VERSION           = 24.11.5\n");
    };
    const SlurmPrograms programs(folder_.path() / "view", files_, process_);
    EXPECT_EQ(programs.controller_version(), "24.11.5");
    EXPECT_EQ(process_.commands[0].argv[1], "SLURM_CONF=" + files_.slurm_conf.string());
    EXPECT_GT(process_.commands[0].timeout_s, 0);
    process_.answer = [](const Command&) { return FakeProcess::failure(1); };
    EXPECT_EQ(programs.controller_version(), "");
    process_.answer = [](const Command&) { return FakeProcess::success("n1 n2 \n"); };
    EXPECT_EQ(programs.node_names(), "n1,n2");
    const SlurmPrograms none(folder_.path() / "none", files_, process_);
    const auto asked = process_.commands.size();
    EXPECT_EQ(none.controller_version() + none.node_names(), "");
    EXPECT_EQ(process_.commands.size(), asked);
}

}  // namespace
}  // namespace sf
