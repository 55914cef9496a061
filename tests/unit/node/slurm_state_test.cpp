#include "node/slurm_state.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sf {
namespace {

// The first bytes of a job_state that slurmctld 24.11.5 wrote.
std::string state(int protocol) {
    return std::string("\0\0\0\21PROTOCOL_VERSION\0", 21) + static_cast<char>(protocol) + std::string("\0\0\0\0\0g", 6);
}

TEST(SlurmState, NamesTheProtocolOfItsRelease) {
    EXPECT_EQ(protocol_of_state_file(state(42)), 42);
    EXPECT_EQ(protocol_of_state_file(state(38)), 38);
    EXPECT_FALSE(protocol_of_state_file(""));
    EXPECT_FALSE(protocol_of_state_file(state(42).substr(0, 21)));
    EXPECT_FALSE(protocol_of_state_file("JOB_STATE_VERSION and more of it"));
}

TEST(SlurmState, TheNewestFileCounts) {
    const TempDir folder(fs::temp_directory_path(), "sf-state-test-");
    EXPECT_FALSE(state_protocol(folder.path()));
    EXPECT_FALSE(state_protocol(folder.path() / "none"));
    write_file_atomic(folder.path() / "node_state", state(42));
    write_file_atomic(folder.path() / "job_state", state(40));
    write_file_atomic(folder.path() / "clustername", "lab");
    EXPECT_EQ(state_protocol(folder.path()), 42);
}

}  // namespace
}  // namespace sf
