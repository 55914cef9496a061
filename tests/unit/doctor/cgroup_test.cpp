#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Cgroup : public Examined {
  protected:
    void mount_v2(const std::string& controllers) {
        write("/sys/fs/cgroup/cgroup.controllers", controllers + "\n");
        make_dirs(host_.path("/run/systemd/system"));
        write("/run/dbus/system_bus_socket", "");
    }
};

TEST_F(Cgroup, Version2WithItsControllersIsFine) {
    mount_v2("cpuset cpu io memory pids");
    EXPECT_THAT(found(check_cgroup), StartsWith("ok: "));
}

TEST_F(Cgroup, AMissingControllerIsNamed) {
    mount_v2("cpuset cpu");
    EXPECT_THAT(found(check_cgroup), HasSubstr("controller memory is not there | sed"));
    EXPECT_THAT(found(check_cgroup), HasSubstr("cgroup_enable=memory"));
}

TEST_F(Cgroup, SystemdIsAskedByItsBus) {
    mount_v2("cpuset cpu memory");
    fs::remove(host_.path("/run/dbus/system_bus_socket"));
    EXPECT_THAT(found(check_cgroup), HasSubstr("fault: the system bus has no socket"));
    patient_.cgroup_conf = SlurmConf("IgnoreSystemd=yes\n");
    EXPECT_THAT(found(check_cgroup), StartsWith("ok: "));
}

TEST_F(Cgroup, WhatCgroupConfWantsMustBeThere) {
    EXPECT_THAT(found(check_cgroup), HasSubstr("fault: no cgroups are mounted"));
    write("/sys/fs/cgroup/unified/cgroup.controllers", "");
    EXPECT_THAT(found(check_cgroup), StartsWith("warning: cgroups are of version 1 (hybrid)"));
    patient_.cgroup_conf = SlurmConf("CgroupPlugin=cgroup/v2\n");
    EXPECT_THAT(found(check_cgroup), StartsWith("fault: cgroup.conf wants cgroup/v2"));
    mount_v2("cpuset cpu memory");
    patient_.cgroup_conf = SlurmConf("CgroupPlugin=cgroup/v1\n");
    EXPECT_THAT(found(check_cgroup), StartsWith("fault: cgroup.conf wants cgroup/v1"));
    patient_.cgroup_conf = SlurmConf("CgroupPlugin=disabled\n");
    EXPECT_THAT(found(check_cgroup), StartsWith("note: "));
}

}  // namespace
}  // namespace sf
