#include "prove/cluster_config.h"

#include <fmt/format.h>

#include "spec/version.h"

namespace sf {

namespace {

bool is_at_least(const std::string& slurm, const std::string& release) {
    return Version(slurm) >= Version(release);
}

std::string resource_limits(const ClusterShape& shape) {
    if (shape.cgroups == CgroupVersion::none)
        return fmt::format("ProctrackType=proctrack/linuxproc\nTaskPlugin={}\nJobAcctGatherType=jobacct_gather/linux\n",
                           shape.affinity ? "task/affinity" : "task/none");
    return fmt::format(
        "ProctrackType=proctrack/cgroup\nTaskPlugin={}task/cgroup\nJobAcctGatherType=jobacct_gather/cgroup\n",
        shape.affinity ? "task/affinity," : "");
}

std::string node(const std::string& name, int port) {
    return fmt::format("NodeName={} NodeHostname=lab0 NodeAddr=127.0.0.1 Port={} CPUs=2 RealMemory=1000\n", name, port);
}

constexpr const char* kCommon = R"(SlurmUser=slurm
ReturnToService=2
MpiDefault=none
SlurmdParameters=config_overrides
PropagateResourceLimits=NONE
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerNode=50
SlurmctldDebug=verbose
SlurmdDebug=verbose
)";

}  // namespace

bool has_auth_slurm(const std::string& slurm) {
    return is_at_least(slurm, "23.11");
}

std::string slurm_conf(const ClusterShape& shape) {
    auto text = fmt::format(R"(ClusterName=lab
SlurmctldHost=lab0(127.0.0.1)
SlurmctldPort={}
AuthType=auth/munge
AuthInfo=socket=/run/munge/munge.socket.2
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=/var/spool/slurmctld/jwt_hs256.key
SlurmctldParameters=enable_configless
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd-%n
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd-%n.pid
SlurmctldLogFile=/var/log/prove/slurmctld.log
SlurmdLogFile=/var/log/prove/slurmd-%n.log
PriorityType=priority/multifactor
)",
                            kControllerPort);
    text += kCommon;
    text += resource_limits(shape);
    if (shape.profile) text += "AcctGatherProfileType=acct_gather_profile/hdf5\n";
    if (shape.lua) text += "JobSubmitPlugins=lua\n";
    if (shape.accounting)
        text +=
            "AccountingStorageType=accounting_storage/"
            "slurmdbd\nAccountingStorageHost=127.0.0.1\nJobAcctGatherFrequency=1\n";
    text += node("n1", 17001) + node("n2", 17002) + node("n3", 17003);
    return text + "PartitionName=main Nodes=n1,n2 Default=YES State=UP\nPartitionName=late Nodes=n3 State=UP\n";
}

std::string cgroup_conf(const ClusterShape& shape) {
    if (shape.cgroups == CgroupVersion::none) return has_auth_slurm(shape.slurm) ? "CgroupPlugin=disabled\n" : "";
    const auto swap = shape.swap ? "ConstrainSwapSpace=yes\nAllowedSwapSpace=0\n" : "";
    if (shape.cgroups == CgroupVersion::v1)
        return fmt::format("CgroupPlugin=cgroup/v1\nConstrainRAMSpace=yes\n{}", swap);
    return fmt::format("CgroupPlugin=cgroup/v2\nIgnoreSystemd=yes\nConstrainRAMSpace=yes\n{}", swap);
}

std::string slurmdbd_conf() {
    return R"(AuthType=auth/munge
AuthInfo=socket=/run/munge/munge.socket.2
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=/var/spool/slurmctld/jwt_hs256.key
DbdHost=lab0
DbdAddr=127.0.0.1
SlurmUser=slurm
PidFile=/run/slurmdbd/slurmdbd.pid
LogFile=/var/log/prove/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StorageUser=slurm
StoragePass=proof
StorageLoc=slurm_acct_db
)";
}

std::string job_submit_lua() {
    return R"(function slurm_job_submit(job, partitions, submit_uid)
    if job.name == "lua-proof" then job.comment = "seen-by-lua" end
    return slurm.SUCCESS
end

function slurm_job_modify(job, record, partitions, modify_uid)
    return slurm.SUCCESS
end
)";
}

std::string gpu_node_conf() {
    return R"(ClusterName=gpu
SlurmctldHost=lab0(127.0.0.1)
AuthType=auth/munge
GresTypes=gpu
ProctrackType=proctrack/linuxproc
SlurmdSpoolDir=/var/spool/slurmd
NodeName=g1 NodeHostname=lab0 NodeAddr=127.0.0.1 Port=17021
PartitionName=main Nodes=g1
)";
}

std::string acct_gather_conf() {
    return "ProfileHDF5Dir=/var/spool/profile\nProfileHDF5Default=None\n";
}

std::string key_cluster_conf(const ClusterShape& shape) {
    ClusterShape plain = shape;
    plain.cgroups = CgroupVersion::none;
    auto text = fmt::format(R"(ClusterName=keys
SlurmctldHost=lab0(127.0.0.1)
SlurmctldPort={}
AuthType=auth/slurm
CredType=cred/slurm
StateSaveLocation=/var/spool/keys/slurmctld
SlurmdSpoolDir=/var/spool/keys/slurmd-%n
SlurmctldPidFile=/run/keys-slurmctld.pid
SlurmdPidFile=/run/keys-slurmd-%n.pid
SlurmctldLogFile=/var/log/prove/keys-slurmctld.log
SlurmdLogFile=/var/log/prove/keys-slurmd-%n.log
)",
                            kKeyControllerPort);
    return text + kCommon + resource_limits(plain) + node("k1", 17011) +
           "PartitionName=main Nodes=k1 Default=YES State=UP\n";
}

}  // namespace sf
