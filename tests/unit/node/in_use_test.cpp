#include "node/in_use.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(InUse, NamesTheProgramsOfEachBuild) {
    const TempDir top(fs::temp_directory_path(), "sf-use-test-");
    const auto prefix = top.path() / "slurm", proc = top.path() / "proc";
    make_dirs(prefix);
    const auto run = [&](const std::string& pid, const fs::path& program) {
        make_dirs(proc / pid);
        fs::create_symlink(program, proc / pid / "exe");
    };
    run("12", prefix / "24.11.5-aaaaaaaa/view/sbin/slurmd");
    run("13", prefix / "24.11.5-bbbbbbbb/view/sbin/slurmstepd");
    run("14", "/usr/sbin/slurmd");
    run("15", top.path() / "slurm-other/24.11.5-aaaaaaaa/view/sbin/slurmd");
    run("self", prefix / "24.11.5-aaaaaaaa/view/bin/srun");
    make_dirs(proc / "16");  // a thread of the kernel
    const auto found = programs_in_use(NodePrefix(prefix), proc);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at("24.11.5-aaaaaaaa").at(0).program, "slurmd");
    EXPECT_EQ(found.at("24.11.5-bbbbbbbb").at(0).pid, 13);
}

}  // namespace
}  // namespace sf
