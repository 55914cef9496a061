#include "configure/render.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::map<std::string, std::string> kBegin = {
    {"slurm.conf",
     "ClusterName=cluster\nSlurmctldHost=controller\nSlurmUser=slurm\nTaskPlugin=task/cgroup,task/affinity\n"
     "PrologFlags=Contain\n#AccountingStorageType=accounting_storage/slurmdbd\n"
     "NodeName=node[1-2] CPUs=2\nPartitionName=main Nodes=ALL Default=YES\n"},
    {"cgroup.conf", "CgroupPlugin=autodetect\n"},
    {"slurmdbd.conf", "DbdHost=localhost\nStoragePass=\n"}};

std::string content(const std::vector<ConfiguredFile>& files, const std::string& name) {
    for (const auto& file : files)
        if (file.name == name) return file.content;
    return "(none)";
}

// What is written is what the next run begins with.
std::map<std::string, std::string> after(const std::vector<ConfiguredFile>& files) {
    auto begin = kBegin;
    for (const auto& file : files) begin[file.name] = file.content;
    return begin;
}

TEST(Render, AnswersReplaceTheirLinesAndNothingElse) {
    Answers answers;
    answers.cluster_name = "lab";
    answers.controllers = {"head", "spare"};
    answers.nodes = {"n[1-4] CPUs=8"};
    answers.partitions = {"short MaxTime=60", "long Nodes=n1"};
    answers.accounting = "db";
    EXPECT_EQ(content(render_configuration(answers, kBegin), "slurm.conf"),
              "ClusterName=lab\nSlurmctldHost=head\nSlurmctldHost=spare\nSlurmUser=slurm\n"
              "TaskPlugin=task/cgroup,task/affinity\nPrologFlags=Contain\n"
              "AccountingStorageType=accounting_storage/slurmdbd\nNodeName=n[1-4] CPUs=8\n"
              "PartitionName=short MaxTime=60 Nodes=ALL Default=YES\nPartitionName=long Nodes=n1\n"
              "AccountingStorageHost=db\n");
}

TEST(Render, TheSameAnswersChangeNothing) {
    Answers answers;
    answers.cluster_name = "lab";
    answers.nodes = {"n[1-4] CPUs=8"};
    answers.gres = {parse_gres("n[1-4] gpu:2")};
    answers.partitions = {"short"};
    answers.cgroup = "disabled";
    answers.accounting = "db";
    answers.storage_password = Secret("geheim");
    const auto once = render_configuration(answers, kBegin);
    const auto twice = render_configuration(answers, after(once));
    for (const auto& file : once) EXPECT_EQ(file.content, content(twice, file.name)) << file.name;
}

TEST(Render, WithoutAnswersNothingChanges) {
    const auto files = render_configuration({}, kBegin);
    EXPECT_EQ(content(files, "slurm.conf"), kBegin.at("slurm.conf"));
    EXPECT_EQ(content(files, "cgroup.conf"), kBegin.at("cgroup.conf"));
    EXPECT_EQ(content(files, "slurmdbd.conf"), "(none)");
}

TEST(Render, DevicesComeToTheirNodes) {
    Answers answers;
    answers.nodes = {"cpu[1-2] CPUs=2", "gpu[1-2] CPUs=4 Gres=gpu:1"};
    answers.gres = {parse_gres("gpu[1-2] gpu:a100:4 File=/dev/nvidia[0-3]")};
    const auto files = render_configuration(answers, kBegin);
    EXPECT_THAT(content(files, "slurm.conf"), HasSubstr("NodeName=gpu[1-2] CPUs=4 Gres=gpu:a100:4\n"));
    EXPECT_THAT(content(files, "slurm.conf"), HasSubstr("NodeName=cpu[1-2] CPUs=2\n"));
    EXPECT_THAT(content(files, "slurm.conf"), HasSubstr("GresTypes=gpu\n"));
    EXPECT_EQ(content(files, "gres.conf"), "NodeName=gpu[1-2] Name=gpu Type=a100 File=/dev/nvidia[0-3]\n");
}

TEST(Render, DevicesOfHalfALineAreRefused) {
    Answers answers;
    answers.gres = {parse_gres("node1 gpu:1")};
    EXPECT_THROW(render_configuration(answers, kBegin), Error);
}

TEST(Render, CgroupsCanBeSwitchedOffAndOnAgain) {
    Answers off;
    off.cgroup = "disabled";
    const auto without = render_configuration(off, kBegin);
    EXPECT_EQ(content(without, "cgroup.conf"), "CgroupPlugin=disabled\n");
    EXPECT_THAT(content(without, "slurm.conf"), HasSubstr("ProctrackType=proctrack/linuxproc\n"));
    EXPECT_THAT(content(without, "slurm.conf"), HasSubstr("#PrologFlags=Contain\n"));
    Answers on;
    on.cgroup = "cgroup/v2";
    const auto with = render_configuration(on, after(without));
    EXPECT_THAT(content(with, "slurm.conf"), HasSubstr("ProctrackType=proctrack/cgroup\n"));
    EXPECT_THAT(content(with, "slurm.conf"), Not(HasSubstr("#PrologFlags")));
}

TEST(Render, ThePasswordIsSlurmsAlone) {
    Answers answers;
    answers.accounting = "db";
    answers.storage_password = Secret("geheim");
    const auto files = render_configuration(answers, kBegin);
    ASSERT_EQ(files.back().name, "slurmdbd.conf");
    EXPECT_EQ(files.back().content, "DbdHost=db\nStoragePass=geheim\n");
    EXPECT_EQ(files.back().mode, 0600U);
    EXPECT_TRUE(files.back().of_slurm);
    EXPECT_THAT(content(files, "slurm.conf"), Not(HasSubstr("geheim")));
}

}  // namespace
}  // namespace sf
