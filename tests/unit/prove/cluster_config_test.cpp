#include "prove/cluster_config.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/json.h"
#include "prove/checks.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

ClusterShape shape(const std::string& slurm, CgroupVersion cgroups) {
    ClusterShape result;
    result.slurm = slurm;
    result.cgroups = cgroups;
    return result;
}

TEST(SlurmConf, TracksAndLimitsByCgroupsWhereThereAreSome) {
    EXPECT_THAT(slurm_conf(shape("24.11.5", CgroupVersion::v1)), HasSubstr("ProctrackType=proctrack/cgroup"));
    EXPECT_THAT(slurm_conf(shape("24.11.5", CgroupVersion::none)), HasSubstr("ProctrackType=proctrack/linuxproc"));
}

TEST(SlurmConf, LeavesOutWhatTheBundleDoesNotHave) {
    auto plain = shape("24.11.5", CgroupVersion::none);
    EXPECT_THAT(slurm_conf(plain), HasSubstr("JobSubmitPlugins=lua"));
    EXPECT_THAT(slurm_conf(plain), HasSubstr("accounting_storage/slurmdbd"));
    plain.lua = plain.accounting = plain.affinity = false;
    EXPECT_THAT(slurm_conf(plain), Not(HasSubstr("JobSubmitPlugins")));
    EXPECT_THAT(slurm_conf(plain), Not(HasSubstr("accounting_storage")));
    EXPECT_THAT(slurm_conf(plain), HasSubstr("TaskPlugin=task/none"));
}

TEST(CgroupConf, FollowsTheMachineAndTheRelease) {
    EXPECT_THAT(cgroup_conf(shape("24.11.5", CgroupVersion::v1)), HasSubstr("CgroupPlugin=cgroup/v1"));
    EXPECT_THAT(cgroup_conf(shape("24.11.5", CgroupVersion::v2)), HasSubstr("IgnoreSystemd=yes"));
    EXPECT_EQ(cgroup_conf(shape("24.11.5", CgroupVersion::none)), "CgroupPlugin=disabled\n");
    EXPECT_EQ(cgroup_conf(shape("22.05.8", CgroupVersion::none)), "");
}

TEST(CgroupConf, LimitsSwapOnlyWhereTheKernelCan) {
    auto limited = shape("24.11.5", CgroupVersion::v1);
    EXPECT_THAT(cgroup_conf(limited), Not(HasSubstr("ConstrainSwapSpace")));
    limited.swap = true;
    EXPECT_THAT(cgroup_conf(limited), HasSubstr("ConstrainSwapSpace=yes"));
}

TEST(AuthSlurm, CameWith2311) {
    EXPECT_TRUE(has_auth_slurm("23.11.0"));
    EXPECT_TRUE(has_auth_slurm("25.11.1"));
    EXPECT_FALSE(has_auth_slurm("23.02.7"));
    EXPECT_FALSE(has_auth_slurm("22.05.8"));
}

TEST(KeyCluster, HasNoMungeAndNoCgroups) {
    const auto conf = key_cluster_conf(shape("24.11.5", CgroupVersion::v2));
    EXPECT_THAT(conf, HasSubstr("AuthType=auth/slurm"));
    EXPECT_THAT(conf, Not(HasSubstr("munge")));
    EXPECT_THAT(conf, Not(HasSubstr("cgroup")));
}

TEST(RestVersion, IsTheNewestThatIsListed) {
    EXPECT_EQ(newest_rest_version("data_parser/v0.0.40\ndata_parser/v0.0.42\ndata_parser/v0.0.41\n"), 42);
    EXPECT_EQ(newest_rest_version("openapi/dbv0.0.38\nopenapi/v0.0.36\n"), 38);
    EXPECT_THROW(newest_rest_version("slurmrestd: error\n"), Error);
}

TEST(RestSubmission, HasTheShapeOfItsVersion) {
    const auto older = parse_json(rest_submission(38), "older"), newer = parse_json(rest_submission(42), "newer");
    EXPECT_TRUE(older.contains("script"));
    EXPECT_TRUE(older.at("job").at("environment").is_object());
    EXPECT_TRUE(newer.at("job").contains("script"));
    EXPECT_TRUE(newer.at("job").at("environment").is_array());
}

TEST(MarkInUse, RaisesOnlyThePairThatWasSeenAndNoFailedOne) {
    std::vector<ProvenPlugin> plugins = {{"a", "lib/slurm/a.so", "sbin/slurmd", PluginProof::loaded},
                                         {"a", "lib/slurm/a.so", "sbin/slurmctld", PluginProof::symbols},
                                         {"b", "lib/slurm/b.so", "sbin/slurmd", PluginProof::none}};
    mark_in_use({{"sbin/slurmd", "lib/slurm/a.so"}, {"sbin/slurmd", "lib/slurm/b.so"}}, plugins);
    EXPECT_EQ(plugins[0].proof, PluginProof::in_use);
    EXPECT_EQ(plugins[1].proof, PluginProof::symbols);
    EXPECT_EQ(plugins[2].proof, PluginProof::none);
}

}  // namespace
}  // namespace sf
