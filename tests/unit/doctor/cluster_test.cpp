#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ClusterChecks : public Examined {
  protected:
    ClusterChecks() {
        configure("ClusterName=lab\nAccountingStorageType=accounting_storage/slurmdbd\n");
        patient_.served = {{"24.11", {"24.05", "23.11"}}, {"25.05", {"24.11"}}};
    }
    void controller(const std::string& version) {
        answer("scontrol show config", "Configuration data as of X\nSLURM_VERSION           = " + version + "\n");
    }
    void nodes(const std::string& lines) { answer("sinfo --noheader --Node --format=%N %v", lines); }
};

TEST_F(ClusterChecks, VersionsThatUnderstandEachOther) {
    EXPECT_THAT(found(check_versions), StartsWith("fault: slurmctld does not answer | scontrol ping"));
    controller("24.11.5");
    nodes("n1 24.11.5\nn2 24.11.5\n");
    EXPECT_EQ(found(check_versions), "ok: 24.11.5 everywhere | \n");
    nodes("n1 24.11.5\nn2 23.11.1\nn2 23.11.1\nn3 (null)\n");
    EXPECT_EQ(found(check_versions), "note: n2: 23.11.1, the controller has 24.11.5 | \n");
}

TEST_F(ClusterChecks, VersionsThatDoNot) {
    controller("24.11.5");
    nodes("n1 25.05.1\nn2 22.05.9\n");
    EXPECT_THAT(found(check_versions), HasSubstr("fault: n1: 25.05.1, the controller has 24.11.5"));
    EXPECT_THAT(found(check_versions), HasSubstr("fault: n2: 22.05.9"));
}

TEST_F(ClusterChecks, NodesThatAreOutSayWhy) {
    answer("sinfo --noheader --Node --format=%N|%T|%E",
           "node1|down*|Not responding\nn2|idle|none\nn3|drained|disk | full\n");
    EXPECT_THAT(found(check_nodes_up), HasSubstr("fault: node1 is down*: Not responding"));
    EXPECT_THAT(found(check_nodes_up), HasSubstr("warning: n3 is drained: disk"));
    EXPECT_THAT(found(check_nodes_up), HasSubstr("scontrol update NodeName=n3 State=RESUME"));
    answer("sinfo --noheader --Node --format=%N|%T|%E", "n2|idle|none\nn4|mixed|none\n");
    EXPECT_EQ(found(check_nodes_up), "ok: 2 nodes are up | \n");
}

TEST_F(ClusterChecks, AccountingKnowsTheCluster) {
    const std::string command = "sacctmgr --noheader --parsable2 show cluster format=cluster,controlhost";
    fail(command, "sacctmgr: error: slurm_persist_conn_open_without_init: failed to open persistent connection");
    EXPECT_THAT(found(check_accounting), HasSubstr("fault: slurmdbd does not answer: sacctmgr: error"));
    answer(command, "other|10.0.0.1\n");
    EXPECT_THAT(found(check_accounting), HasSubstr("fault: slurmdbd does not know the cluster lab | sacctmgr"));
    answer(command, "lab|\n");
    EXPECT_THAT(found(check_accounting), StartsWith("warning: slurmdbd knows lab, but no controller"));
    answer(command, "lab|10.0.0.1\n");
    EXPECT_THAT(found(check_accounting), StartsWith("ok: "));
    configure("ClusterName=lab\n");
    EXPECT_THAT(found(check_accounting), StartsWith("ok: not used"));
}

TEST_F(ClusterChecks, AJobRunsAsTheUser) {
    const std::string srun = "srun --nodes=1 --time=1 --immediate=15 --job-name=doctor --chdir=/ uname -n";
    answer(srun, "n2\n");
    EXPECT_THAT(found(check_job), StartsWith("ok: ran on n2 in"));
    patient_.job_user = "alice";
    EXPECT_THAT(found(check_job), HasSubstr("fault: there is no user alice"));
    answer("getent passwd alice", "alice:x:1000:100::/home/alice:/bin/sh\n");
    answer("setpriv --reuid=1000 --regid=100 --init-groups --reset-env " + srun, "n2\n");
    EXPECT_THAT(found(check_job), StartsWith("ok: ran on n2 as alice"));
    fail("setpriv --reuid=1000 --regid=100 --init-groups --reset-env " + srun,
         "srun: error: Unable to allocate resources");
    EXPECT_THAT(found(check_job), HasSubstr("did not run: srun: error: Unable to allocate resources | sinfo"));
}

}  // namespace
}  // namespace sf
