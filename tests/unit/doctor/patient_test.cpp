#include "doctor/patient.h"

#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::ElementsAre;

TEST_F(Examined, ConfigurationIsFoundWhereDaemonsFindIt) {
    write("/run/slurm/conf/slurm.conf", "ClusterName=configless\n");
    read_configuration(patient_, std::nullopt);
    EXPECT_EQ(patient_.setting("ClusterName", ""), "configless");
    write("/etc/slurm/slurm.conf", "Include more.conf\n");
    write("/etc/slurm/more.conf", "ClusterName=local\n");
    write("/etc/slurm/cgroup.conf", "CgroupPlugin=cgroup/v2\n");
    read_configuration(patient_, std::nullopt);
    EXPECT_EQ(patient_.setting("ClusterName", ""), "local");
    EXPECT_EQ(patient_.cgroup_conf.get("CgroupPlugin"), "cgroup/v2");
    write("/srv/slurm.conf", "ClusterName=variable\n");
    read_configuration(patient_, "/srv/slurm.conf");
    EXPECT_EQ(patient_.setting("ClusterName", ""), "variable");
    EXPECT_EQ(patient_.conf_folder, "/srv");
}

TEST_F(Examined, RolesAreWhatTheConfigurationSays) {
    EXPECT_THAT(roles_of(patient_), ElementsAre(Role::compute));
    configure("SlurmctldHost=node1(10.0.0.1)\nNodeName=n[2-3]\n");
    EXPECT_THAT(roles_of(patient_), ElementsAre(Role::controller));
    write("/etc/slurm/slurmdbd.conf", "");
    configure("SlurmctldHost=node1\nNodeName=node[1-3]\n");
    EXPECT_THAT(roles_of(patient_), ElementsAre(Role::controller, Role::dbd, Role::compute));
}

TEST_F(Examined, UsersAreAskedOfGetent) {
    answer("getent passwd slurm", "slurm:x:981:982:Slurm:/var/lib/slurm:/bin/false\n");
    answer("getent passwd bad", "bad:x:number:1::\n");
    EXPECT_EQ(find_user(host_, "slurm")->uid, 981U);
    EXPECT_EQ(find_user(host_, "slurm")->gid, 982U);
    EXPECT_FALSE(find_user(host_, "bad"));
    EXPECT_FALSE(find_user(host_, "nobody-of-that-name"));
}

}  // namespace
}  // namespace sf
