#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Daemons : public Examined {
  protected:
    Daemons() {
        make_dirs(root_.path() / "opt/24.11.5-new/view");
        patient_.prefix = root_.path() / "opt";
        patient_.build = fs::canonical(patient_.prefix) / "24.11.5-new";
    }
    void run_from(const std::string& program) {
        write("/proc/9/comm", "slurmd\n");
        fs::remove(host_.path("/proc/9/exe"));
        fs::create_symlink(program, host_.path("/proc/9/exe"));
    }
};

TEST_F(Daemons, OfTheCurrentBuild) {
    EXPECT_THAT(found(check_daemons), HasSubstr("fault: slurmd does not run | systemctl enable --now slurmd"));
    run_from((patient_.build / "view/sbin/slurmd").string());
    EXPECT_THAT(found(check_daemons), StartsWith("ok: slurmd runs (process 9)"));
}

TEST_F(Daemons, OfAnOlderBuildWaitForARestart) {
    run_from((patient_.build.parent_path() / "24.11.4-old/view/sbin/slurmd").string());
    EXPECT_THAT(found(check_daemons), HasSubstr("warning: slurmd still runs from an older build"));
    run_from((patient_.build.parent_path() / "24.11.4-old/view/sbin/slurmd (deleted)").string());
    EXPECT_THAT(found(check_daemons), HasSubstr("fault: slurmd runs from a build that was removed"));
}

TEST_F(Daemons, OfAnotherSlurm) {
    run_from("/usr/sbin/slurmd");
    EXPECT_THAT(found(check_daemons), HasSubstr("fault: another Slurm's slurmd runs: /usr/sbin/slurmd"));
}

TEST_F(Daemons, WithoutABuildThereAreNone) {
    patient_.build.clear();
    EXPECT_THAT(found(check_daemons), HasSubstr("slurm-factory install"));
}

}  // namespace
}  // namespace sf
