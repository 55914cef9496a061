#include <unistd.h>

#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Folders : public Examined {
  protected:
    Folders() {
        configure(
            "SlurmUser=slurm\nStateSaveLocation=/var/spool/slurmctld\nSlurmctldLogFile=/var/log/slurm/ctld.log\n");
        patient_.roles = {Role::controller};
        slurm_is(::getuid());
        make_dirs(host_.path("/var/spool/slurmctld"));
        make_dirs(host_.path("/var/log/slurm"));
    }
    void slurm_is(unsigned uid) {
        answer("getent passwd slurm", "slurm:x:" + std::to_string(uid) + ":77777::/:/bin/false\n");
    }
};

TEST_F(Folders, OfSlurmAreFine) {
    EXPECT_THAT(found(check_folders), StartsWith("ok: "));
}

TEST_F(Folders, OfSomebodyElseAreNot) {
    slurm_is(4242);
    EXPECT_THAT(found(check_folders),
                HasSubstr("slurmctld runs as slurm (4242) | chown -R slurm: /var/spool/slurmctld"));
    EXPECT_THAT(found(check_folders), HasSubstr("slurmctld may not write its log in /var/log/slurm"));
}

TEST_F(Folders, ThatAreNotThereAreMade) {
    fs::remove(host_.path("/var/spool/slurmctld"));
    EXPECT_THAT(found(check_folders),
                HasSubstr("| install -d -m 0755 -o slurm -g $(id -gn slurm) /var/spool/slurmctld"));
}

TEST_F(Folders, ThatEverybodyWrites) {
    fs::permissions(host_.path("/var/spool/slurmctld"), fs::perms(0777));
    EXPECT_THAT(found(check_folders),
                HasSubstr("everybody may write in /var/spool/slurmctld (mode 0777) | chmod go-w"));
}

TEST_F(Folders, ThePasswordOfTheDatabaseIsSlurmsAlone) {
    patient_.roles = {Role::dbd};
    write("/etc/slurm/slurmdbd.conf", "StoragePass=x\n", 0644);
    EXPECT_THAT(found(check_folders),
                HasSubstr("with mode 0644 | chown slurm: /etc/slurm/slurmdbd.conf && chmod 0600"));
}

TEST_F(Folders, SlurmdMakesItsLastFolderAlone) {
    patient_.roles = {Role::compute};
    configure("SlurmUser=slurm\nSlurmdSpoolDir=/srv/none/slurmd\n");
    EXPECT_THAT(found(check_folders), HasSubstr("there is no /srv/none"));
}

}  // namespace
}  // namespace sf
