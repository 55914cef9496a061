#include "configure/answers.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

using testing::HasSubstr;

std::string refusal(const Answers& answers) {
    try {
        check_answers(answers);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        return error.message();
    }
    return "";
}

TEST(Answers, SensibleOnesAreTaken) {
    Answers answers;
    answers.cluster_name = "lab-1";
    answers.controllers = {"head(10.0.0.1)", "backup"};
    answers.nodes = {"node[1-4] CPUs=8 Sockets=1 CoresPerSocket=4 ThreadsPerCore=2 RealMemory=1000", "gpu1 CPUs=4"};
    answers.partitions = {"main Nodes=node[1-4] Default=YES", "gpu Nodes=gpu1", "all Nodes=ALL"};
    answers.gres = {parse_gres("gpu1 gpu:a100:2 File=/dev/nvidia[0-1]")};
    answers.accounting = "db";
    EXPECT_EQ(refusal(answers), "");
}

TEST(Answers, ContradictionsAreNamed) {
    Answers answers;
    answers.nodes = {"node[1-4] CPUs=2", "node4 CPUs=4"};
    EXPECT_THAT(refusal(answers), HasSubstr("node4 is in node[1-4] and in node4"));
    answers.nodes = {"n1 CPUs=3 Sockets=1 CoresPerSocket=4 ThreadsPerCore=2"};
    EXPECT_THAT(refusal(answers), HasSubstr("CPUs=3, but its sockets have 4 cores and 8 threads"));
    answers.nodes = {"n1 CPUs=two"};
    EXPECT_THAT(refusal(answers), HasSubstr("two is not a number"));
    answers.nodes = {"NodeName=n1"};
    EXPECT_THAT(refusal(answers), HasSubstr("does not start with the names of nodes"));
    answers.nodes = {"n1"};
    answers.partitions = {"main Nodes=n[1-2]"};
    EXPECT_THAT(refusal(answers), HasSubstr("names n2, which --nodes does not have"));
    answers.partitions = {"a Default=YES", "b Default=YES"};
    EXPECT_THAT(refusal(answers), HasSubstr("a and b both are the default"));
    answers.partitions = {"a", "a"};
    EXPECT_THAT(refusal(answers), HasSubstr("given twice"));
    answers.partitions.clear();
    answers.gres = {parse_gres("n2 gpu:1")};
    EXPECT_THAT(refusal(answers), HasSubstr("--gres names n2"));
}

TEST(Answers, NamesAreChecked) {
    Answers answers;
    answers.cluster_name = "My Cluster";
    EXPECT_THAT(refusal(answers), HasSubstr("no name of a cluster"));
    answers.cluster_name.reset();
    answers.controllers = {"head", "head(10.0.0.2)"};
    EXPECT_THAT(refusal(answers), HasSubstr("its own backup"));
    answers.controllers = {"head[1-2]"};
    EXPECT_THAT(refusal(answers), HasSubstr("several hosts"));
    answers.controllers.clear();
    answers.accounting = "a,b";
    EXPECT_THAT(refusal(answers), HasSubstr("one host"));
}

TEST(Answers, NothingSmugglesALineIn) {
    Answers answers;
    answers.nodes = {"n1 CPUs=2\nSlurmctldPrimaryOnProg=/tmp/x"};
    EXPECT_THAT(refusal(answers), HasSubstr("one line"));
    answers.nodes.clear();
    answers.partitions = {"main\nX=1"};
    EXPECT_THAT(refusal(answers), HasSubstr("one line"));
    answers.partitions.clear();
    answers.storage_password = Secret("a\nStorageHost=elsewhere");
    const auto said = refusal(answers);
    EXPECT_THAT(said, HasSubstr("password"));
    EXPECT_THAT(said, testing::Not(HasSubstr("elsewhere")));
}

TEST(Answers, ParsesDevices) {
    const auto gres = parse_gres("node[1-4] gpu:a100:4 File=/dev/nvidia[0-3]");
    EXPECT_EQ(gres.nodes, "node[1-4]");
    EXPECT_EQ(gres.name, "gpu");
    EXPECT_EQ(gres.type, "a100");
    EXPECT_EQ(gres.count, 4U);
    EXPECT_EQ(gres.file, "/dev/nvidia[0-3]");
    for (const auto* text : {"n1", "n1 gpu", "n1 gpu:x", "n1 gpu:0", "n1 gpu:1 Cores=1", "n1 fpga:1", "n[ gpu:1"})
        EXPECT_THROW(parse_gres(text), Error) << text;
}

}  // namespace
}  // namespace sf
