#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kDpkg = "dpkg-query --show --showformat=${Package} ${Version} ${db:Status-Status}\\n";
constexpr const char* kRpm = "rpm --query --all --queryformat %{NAME} %{VERSION}\\n";

TEST_F(Examined, PackagesOfTheDistributionAreNamed) {
    answer(kDpkg, "bash 5.2 installed\nslurm-drmaa1 1.1 installed\nslurmd 22.05 config-files\n");
    EXPECT_THAT(found(check_other_slurm), StartsWith("ok: "));
    answer(kDpkg, "slurm-wlm 22.05.8-4 installed\nslurmd 22.05.8-4 installed\n");
    EXPECT_THAT(found(check_other_slurm), HasSubstr("Slurm is installed: slurm-wlm 22.05.8-4, slurmd 22.05.8-4"));
    EXPECT_THAT(found(check_other_slurm), HasSubstr("apt-get remove slurm-wlm slurmd"));
}

TEST_F(Examined, PackagesOfEpelAreNamed) {
    answer(kRpm, "bash 5.2\nslurm 22.05.9\nslurm-libs 22.05.9\n");
    EXPECT_THAT(found(check_other_slurm), HasSubstr("dnf remove slurm slurm-libs"));
}

TEST_F(Examined, EpelMayBeExcluded) {
    write("/etc/yum.repos.d/epel.repo", "[epel]\nenabled=1\n");
    EXPECT_THAT(found(check_other_slurm), HasSubstr("note: EPEL is enabled"));
    write("/etc/yum.repos.d/epel.repo", "[epel]\nenabled=1\nexcludepkgs=slurm*\n");
    EXPECT_THAT(found(check_other_slurm), StartsWith("ok: "));
}

TEST_F(Examined, ProgramsOfNoPackageAreNamed) {
    write("/usr/local/sbin/slurmd", "");
    EXPECT_THAT(found(check_other_slurm),
                HasSubstr("fault: another Slurm is installed by no package: /usr/local/sbin/slurmd"));
}

}  // namespace
}  // namespace sf
