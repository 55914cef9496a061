#include "prove/cgroups.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/files.h"

namespace sf {
namespace {

using testing::HasSubstr;

// Plain folders stand for cgroupfs: what is made and removed shows in them all the same.
class Cgroups : public testing::Test {
  protected:
    Cgroups() : mount(fs::temp_directory_path(), "prove-test-") {}
    void make_v1() {
        for (const auto* hierarchy : {"memory", "freezer", "cpuacct"}) {
            make_dirs(mount.path() / hierarchy);
            write_file_atomic(mount.path() / hierarchy / "cgroup.procs", "");
        }
    }
    std::string name() const { return "slurm-factory-prove-" + std::to_string(::getpid()); }
    TempDir mount;
};

TEST_F(Cgroups, OfVersion1AreLentInEachHierarchyAndRemoved) {
    make_v1();
    {
        const SessionCgroups cgroups(mount.path());
        EXPECT_EQ(cgroups.version(), CgroupVersion::v1);
        ASSERT_EQ(cgroups.lent().size(), 3U);
        EXPECT_EQ(cgroups.lent()[0].inside, "/sys/fs/cgroup/memory");
        EXPECT_TRUE(fs::is_directory(mount.path() / "memory" / name()));
        make_dirs(mount.path() / "memory" / name() / "slurm_n1/uid_1000");
    }
    EXPECT_FALSE(fs::exists(mount.path() / "memory" / name()));
}

TEST_F(Cgroups, OfKilledProversAreRemoved) {
    make_v1();
    make_dirs(mount.path() / "memory/slurm-factory-prove-4194399/slurm_n1");  // above the kernel's highest pid
    make_dirs(mount.path() / "memory/slurm-factory-prove-1");                 // runs
    const SessionCgroups cgroups(mount.path());
    EXPECT_FALSE(fs::exists(mount.path() / "memory/slurm-factory-prove-4194399"));
    EXPECT_TRUE(fs::exists(mount.path() / "memory/slurm-factory-prove-1"));
}

TEST_F(Cgroups, AreNoneWithTheReasonWhereNothingIsMounted) {
    const SessionCgroups cgroups(mount.path());
    EXPECT_EQ(cgroups.version(), CgroupVersion::none);
    EXPECT_THAT(cgroups.reason(), HasSubstr("neither cgroup version"));
}

TEST_F(Cgroups, AreNoneWithTheReasonWhereTheyCannotBeMade) {
    make_v1();
    write_file_atomic(mount.path() / "freezer" / name(), "in the way");
    const SessionCgroups cgroups(mount.path());
    EXPECT_EQ(cgroups.version(), CgroupVersion::none);
    EXPECT_THAT(cgroups.reason(), HasSubstr("cannot make the cgroup"));
}

}  // namespace
}  // namespace sf
