#include "node/switch_build.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/base/fake_clock.h"
#include "unit/base/fake_process.h"
#include "unit/base/silent_progress.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class SwitchBuildTest : public ::testing::Test {
  protected:
    void SetUp() override {
        options_.files.slurm_conf = top_.path() / "etc/slurm.conf";
        options_.restart = false;
        // No systemd is asked, whatever this machine has.
        process_.answer = [](const Command&) { return FakeProcess::failure(1); };
        add("24.11", a_);
        add("24.11", b_);
        add("22.05", old_);
    }
    void add(const std::string& release, const std::string& name) const {
        const testing::TinyBundle bundle(release + ".1", release);
        bundle.pack();
        copy_tree(bundle.tree(), prefix_.build(name));
    }
    Switcher switcher() { return Switcher(prefix_, options_, catalog_, process_, clock_, progress_); }
    SwitchResult change(const std::string& name) {
        const auto one = switcher();
        one.guard(read_slurm_build(prefix_.build(name)));
        return one.switch_to(name);
    }

    TempDir top_{fs::temp_directory_path(), "sf-switch-test-"};
    NodePrefix prefix_{top_.path() / "slurm"};
    SwitchOptions options_;
    const Catalog catalog_ = Catalog::load({SF_CATALOG});
    FakeProcess process_;
    FakeClock clock_;
    SilentProgress progress_;
    const std::string a_ = "24.11.1-aaaaaaaa", b_ = "24.11.1-bbbbbbbb", old_ = "22.05.1-cccccccc";
};

TEST_F(SwitchBuildTest, MakesAGenerationUnlessItCountsAlready) {
    const auto first = change(a_);
    EXPECT_TRUE(first.changed);
    EXPECT_EQ(first.before, "");
    EXPECT_EQ(change(b_).before, a_);
    EXPECT_FALSE(change(b_).changed);
    EXPECT_EQ(prefix_.generations().size(), 2U);
    const auto back = switcher().switch_to(a_, prefix_.before_current());
    EXPECT_EQ(back.generation, 1U);
    EXPECT_EQ(prefix_.current()->build, a_);
    EXPECT_EQ(to_json(back).at("before"), b_);
}

TEST_F(SwitchBuildTest, IsGuardedUnlessSomebodySaysOtherwise) {
    change(old_);
    EXPECT_THROW(change(a_), Error);
    EXPECT_EQ(prefix_.current()->build, old_);
    options_.guard = false;
    change(a_);
    EXPECT_EQ(prefix_.current()->build, a_);
}

TEST_F(SwitchBuildTest, SavesTheStateFirst) {
    make_dirs(top_.path() / "etc");
    make_dirs(top_.path() / "state");
    write_file_atomic(options_.files.slurm_conf, "StateSaveLocation=" + (top_.path() / "state").string());
    write_file_atomic(top_.path() / "state/job_state", std::string("\0\0\0\21PROTOCOL_VERSION\0\52\0", 23));
    const auto changed = change(a_);
    ASSERT_TRUE(changed.backup);
    EXPECT_EQ(changed.backup->parent_path(), prefix_.backups());
    EXPECT_TRUE(fs::exists(*changed.backup / "state.tar.zst"));
    options_.backup = false;
    EXPECT_FALSE(change(b_).backup);
    options_.backup = true;
    options_.backup_dir = top_.path() / "elsewhere";
    EXPECT_EQ(change(a_).backup->parent_path(), top_.path() / "elsewhere");
}

TEST_F(SwitchBuildTest, ADryRunChangesNothing) {
    options_.dry_run = true;
    EXPECT_TRUE(change(a_).changed);
    EXPECT_FALSE(prefix_.current());
}

TEST_F(SwitchBuildTest, AFailedBackupLeavesTheBuildThatCounted) {
    change(a_);
    make_dirs(top_.path() / "etc");
    write_file_atomic(top_.path() / "etc/slurmdbd.conf", "StorageLoc=x\n");
    EXPECT_THROW(change(b_), Error) << "no dump program, or one that fails";
    EXPECT_EQ(prefix_.current()->build, a_);
}

}  // namespace
}  // namespace sf
