#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Examined, SelinuxWantsLabels) {
    EXPECT_THAT(found(check_selinux), StartsWith("ok: SELinux is off"));
    write("/sys/fs/selinux/enforce", "0");
    EXPECT_THAT(found(check_selinux), StartsWith("note: SELinux is permissive"));
    write("/sys/fs/selinux/enforce", "1");
    EXPECT_THAT(found(check_selinux), HasSubstr("note: SELinux enforces | semanage fcontext -a -t bin_t '/opt/slurm/"));
    patient_.build = host_.path("/opt/slurm/build");  // no label, as in every temporary folder
    EXPECT_THAT(found(check_selinux),
                HasSubstr("fault: SELinux enforces, and slurmd has the type unlabeled_t | semanage"));
}

TEST_F(Examined, ApparmorProfilesOfOursAreNamed) {
    EXPECT_THAT(found(check_apparmor), StartsWith("ok: AppArmor is off"));
    write("/sys/kernel/security/apparmor/profiles", "/usr/bin/man (enforce)\nslurmd (complain)\n");
    EXPECT_THAT(found(check_apparmor), StartsWith("ok: AppArmor confines nothing"));
    write("/sys/kernel/security/apparmor/profiles", "/usr/sbin/munged (enforce)\n");
    EXPECT_THAT(found(check_apparmor), HasSubstr("warning: AppArmor enforces the profile /usr/sbin/munged"));
    EXPECT_THAT(found(check_apparmor), HasSubstr("aa-complain '/usr/sbin/munged'"));
}

}  // namespace
}  // namespace sf
