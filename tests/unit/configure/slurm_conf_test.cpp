#include "configure/slurm_conf.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace sf {
namespace {

using testing::ElementsAre;

TEST(SlurmConf, ReadsTheLastValueOfAKeyInAnyCase) {
    const SlurmConf conf("ClusterName=old\nclustername = \"lab\" # ours\n#ClusterName=hidden\n");
    EXPECT_EQ(conf.get("ClusterName"), "lab");
    EXPECT_EQ(conf.get("SlurmUser"), std::nullopt);
}

TEST(SlurmConf, JoinsLinesThatGoOn) {
    const SlurmConf conf("NodeName=n1 \\\n  CPUs=2\nNodeName=n2\n");
    EXPECT_THAT(conf.lines_of("NodeName"), ElementsAre("NodeName=n1   CPUs=2", "NodeName=n2"));
    EXPECT_EQ(conf.text(), "NodeName=n1 \\\n  CPUs=2\nNodeName=n2\n");
}

// As Slurm's _get_next_line() does it: comments go before lines are joined, escapes after that.
TEST(SlurmConf, ReadsLinesAsSlurmDoes) {
    const SlurmConf conf(
        "StoragePass=\"a=b \\# c\"  # of ours\n"
        "Prolog=/etc/a\\\\b\\\\ # two of them do not go on\n"
        "# a comment does not go on \\\n"
        "StateSaveLocation=/var/b SlurmUser=x\n"
        "PrologFlags=Alloc,\\  \nX11\n"
        "no key here\n");
    EXPECT_EQ(conf.get("storagepass"), "a=b # c");
    EXPECT_EQ(conf.get("Prolog"), "/etc/a\\b\\");
    EXPECT_EQ(conf.get("StateSaveLocation"), "/var/b") << "more than one key may stand in a line";
    EXPECT_EQ(conf.get("PrologFlags"), "Alloc,X11");
}

TEST(SlurmConf, SetsAnActiveLineBeforeACommentedOne) {
    SlurmConf conf("#SlurmUser=x\n# prose\nSlurmUser=y\n");
    conf.set("SlurmUser", "slurm");
    EXPECT_EQ(conf.text(), "#SlurmUser=x\n# prose\nSlurmUser=slurm\n");
}

TEST(SlurmConf, TakesACommentedLineInBeforeItAppends) {
    SlurmConf conf("# Accounting needs a daemon: Key = value\n#AccountingStorageHost=controller\nEnd=1\n");
    conf.set("AccountingStorageHost", "db");
    conf.set("New", "2");
    EXPECT_EQ(conf.text(), "# Accounting needs a daemon: Key = value\nAccountingStorageHost=db\nEnd=1\nNew=2\n");
}

TEST(SlurmConf, LeavesALineThatSaysSoAlready) {
    const std::string text = "ClusterName = lab   # ours\n";
    SlurmConf conf(text);
    conf.set("ClusterName", "lab");
    EXPECT_EQ(conf.text(), text);
}

TEST(SlurmConf, ReplacesAllLinesOfAKeyWhereTheFirstStood) {
    SlurmConf conf("A=1\nNodeName=x\nB=2\nNodeName=y CPUs=1\n");
    conf.set_lines("NodeName", {"NodeName=n1", "NodeName=n2"});
    EXPECT_EQ(conf.text(), "A=1\nNodeName=n1\nNodeName=n2\nB=2\n");
}

TEST(SlurmConf, UnsetsEveryLine) {
    SlurmConf conf("PrologFlags=Contain\nX=1\nprologflags=Alloc,\\\nX11\n");
    conf.unset("PrologFlags");
    EXPECT_EQ(conf.text(), "#PrologFlags=Contain\nX=1\n#prologflags=Alloc,\\\n#X11\n");
    EXPECT_EQ(conf.get("PrologFlags"), std::nullopt);
}

TEST(SlurmConf, ControllersHaveNamesAndMayHaveAddresses) {
    EXPECT_THAT(controllers_of(SlurmConf("SlurmctldHost=head(10.0.0.1) # primary\nSlurmctldHost=backup\n")),
                ElementsAre("head", "backup"));
}

TEST(SlurmConf, FieldsKnowQuotes) {
    const auto fields = conf_fields("NodeName=n1 CPUs=2  Reason=\"out of order\"");
    EXPECT_EQ(fields.at("nodename"), "n1");
    EXPECT_EQ(fields.at("cpus"), "2");
    EXPECT_EQ(fields.at("reason"), "out of order");
}

TEST(SlurmConf, PutsIncludedFilesIn) {
    const TempDir folder(fs::temp_directory_path(), "conf-test-");
    write_file_atomic(folder.path() / "nodes.conf", "NodeName=n1\ninclude more.conf\n");
    write_file_atomic(folder.path() / "more.conf", "NodeName=n2\n");
    write_file_atomic(folder.path() / "slurm.conf", "A=1\nInclude nodes.conf\nInclude absent.conf\n");
    const auto conf = SlurmConf::read(folder.path() / "slurm.conf");
    ASSERT_TRUE(conf);
    EXPECT_THAT(conf->lines_of("NodeName"), ElementsAre("NodeName=n1", "NodeName=n2"));
    EXPECT_FALSE(SlurmConf::read(folder.path() / "none.conf"));
}

TEST(SlurmConf, AFileThatIncludesItselfEnds) {
    const TempDir folder(fs::temp_directory_path(), "conf-test-");
    write_file_atomic(folder.path() / "a.conf", "Include a.conf\nA=1");
    EXPECT_EQ(SlurmConf(with_includes("Include a.conf", folder.path())).get("A"), "1");
}

}  // namespace
}  // namespace sf
