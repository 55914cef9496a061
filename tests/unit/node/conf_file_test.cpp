#include "node/conf_file.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sf {
namespace {

TEST(ConfFileTest, ReadsKeysInAnyCase) {
    const ConfFile conf(
        "# a comment\n"
        "clustername = lab   # of the lab\n"
        "StateSaveLocation=/var/a\nSTATESAVELOCATION=/var/b\n"
        "StoragePass=\"a=b \\# c\"\n"
        "SlurmctldParameters=one,\\\n  two\n"
        "no key here\n");
    EXPECT_EQ(conf.value("ClusterName"), "lab");
    EXPECT_EQ(conf.value("StateSaveLocation"), "/var/b") << "the last one counts";
    EXPECT_EQ(conf.value("storagepass"), "a=b \\# c");
    EXPECT_EQ(conf.value("SlurmctldParameters"), "one, two");
    EXPECT_EQ(conf.value("Other"), "");
    EXPECT_EQ(conf.value_or("Other", "x"), "x");
}

TEST(ConfFileTest, FollowsIncludesButNotForEver) {
    const TempDir folder(fs::temp_directory_path(), "sf-conf-test-");
    write_file_atomic(folder.path() / "slurm.conf", "Include nodes.conf\nInclude gone.conf\nA=1\n");
    write_file_atomic(folder.path() / "nodes.conf", "include slurm.conf\nB=2\n");
    const auto conf = ConfFile::read(folder.path() / "slurm.conf");
    ASSERT_TRUE(conf);
    EXPECT_EQ(conf->value("A") + conf->value("B"), "12");
    EXPECT_FALSE(ConfFile::read(folder.path() / "none.conf"));
}

}  // namespace
}  // namespace sf
