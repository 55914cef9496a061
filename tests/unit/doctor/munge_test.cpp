#include <unistd.h>

#include "doctor/munged.h"
#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class MungeCheck : public Examined {
  protected:
    MungeCheck() {
        write("/run/munge/munge.socket.2", "");
        answer("munge --no-input --socket=/run/munge/munge.socket.2", "MUNGE:xyz:");
        answer("unmunge --keys=STATUS --socket=/run/munge/munge.socket.2", "");
        answer("getent passwd munge", "munge:x:" + std::to_string(::getuid()) + ":1::/:/bin/false\n");
        make_dirs(host_.path("/etc/munge"));
        fs::permissions(host_.path("/etc/munge"), fs::perms::owner_all);
        write("/etc/munge/munge.key", std::string(64, 'k'), 0400);
    }
};

TEST_F(MungeCheck, ACredentialGoesThereAndBack) {
    EXPECT_THAT(found(check_munge), StartsWith("ok: "));
    EXPECT_EQ(process_.commands.back().input, "MUNGE:xyz:");
    EXPECT_THAT(found(check_munge_key), StartsWith("ok: "));
}

TEST_F(MungeCheck, NoSocketOrNoAnswer) {
    fail("munge --no-input --socket=/run/munge/munge.socket.2", "munge: Error: Connection refused");
    EXPECT_THAT(found(check_munge),
                HasSubstr("fault: munged does not answer: munge: Error: Connection refused | systemctl"));
    fs::remove(host_.path("/run/munge/munge.socket.2"));
    EXPECT_THAT(found(check_munge), HasSubstr("fault: munged has no socket /run/munge/munge.socket.2"));
}

TEST_F(MungeCheck, TheSocketIsWhereSlurmConfSays) {
    configure("AuthInfo=cred_expire=60,socket=/run/own.socket\n");
    EXPECT_EQ(munge_socket(patient_), "/run/own.socket");
    configure("AuthType=auth/slurm\n");
    EXPECT_THAT(found(check_munge), StartsWith("ok: not used"));
}

TEST_F(MungeCheck, AKeyThatOthersRead) {
    fs::permissions(host_.path("/etc/munge/munge.key"), fs::perms(0440));
    EXPECT_THAT(found(check_munge_key),
                HasSubstr("can be read or written by others (mode 0440) | chmod 0400 /etc/munge/munge.key"));
}

TEST_F(MungeCheck, AKeyOfSomebodyElse) {
    answer("getent passwd munge", "munge:x:4242:1::/:/bin/false\n");
    EXPECT_THAT(found(check_munge_key), HasSubstr("munged runs as munge (4242) | chown munge: /etc/munge/munge.key"));
}

TEST_F(MungeCheck, AShortKeyAndNone) {
    write("/etc/munge/munge.key", "short", 0400);
    EXPECT_THAT(found(check_munge_key), HasSubstr("has 5 bytes | mungekey"));
    fs::remove(host_.path("/etc/munge/munge.key"));
    EXPECT_THAT(found(check_munge_key), HasSubstr("munge.key is not there | install -d"));
}

TEST_F(MungeCheck, AFolderThatOthersEnterOrWrite) {
    fs::permissions(host_.path("/etc/munge"), fs::perms(0755));
    EXPECT_THAT(found(check_munge_key),
                StartsWith("warning: /etc/munge can be entered by others (mode 0755) | chmod 0700"));
    fs::permissions(host_.path("/etc/munge"), fs::perms(0770));
    EXPECT_THAT(found(check_munge_key),
                StartsWith("fault: /etc/munge can be written by others (mode 0770) | chmod go-w"));
}

TEST_F(MungeCheck, TheRunningOneSaysWhereItsKeyIs) {
    write("/proc/77/comm", "munged\n");
    write("/proc/77/cmdline", std::string("munged\0--key-file=/srv/key\0", 27));
    EXPECT_EQ(running_munged(host_)->key_file, "/srv/key");
}

TEST_F(MungeCheck, AuthSlurmHasAKeyToo) {
    configure("AuthType=auth/slurm\n");
    EXPECT_THAT(found(check_munge_key), HasSubstr("fault: /etc/slurm/slurm.key is not there"));
    write("/etc/slurm/slurm.key", "k", 0644);
    EXPECT_THAT(found(check_munge_key), HasSubstr("can be read by others (mode 0644) | chmod 0600"));
}

}  // namespace
}  // namespace sf
