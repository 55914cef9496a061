#include "bundle/read_bundle.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/bundle/small_bundle.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(FeatureOfPlugin, IsWhatSlurmsConfigurationCallsIt) {
    EXPECT_EQ(feature_of_plugin("cgroup_v2"), "cgroup/v2");
    EXPECT_EQ(feature_of_plugin("mpi_pmix_v5"), "mpi/pmix_v5");
    EXPECT_EQ(feature_of_plugin("acct_gather_energy_rapl"), "acct_gather_energy/rapl");
    EXPECT_EQ(feature_of_plugin("jobacct_gather_cgroup"), "jobacct_gather/cgroup");
    EXPECT_EQ(feature_of_plugin("jobcomp_elasticsearch"), "jobcomp/elasticsearch");
    EXPECT_EQ(feature_of_plugin("plain"), "plain");
}

class ReadBundleTest : public ::testing::Test {
  protected:
    std::string refusal(const std::string& name, const std::function<void(Json&)>& edit) {
        try {
            read_bundle(bundle_.edited(name, edit));
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            EXPECT_THAT(error.message(), HasSubstr("edited.tar.gz cannot be taken as a bundle"));
            return error.message();
        }
        ADD_FAILURE() << "nothing was refused";
        return "";
    }

    testing::SmallBundle bundle_;
};

TEST_F(ReadBundleTest, TellsWhatIsInside) {
    const auto facts = read_bundle(bundle_.make());
    EXPECT_EQ(facts.release, "24.11");
    EXPECT_EQ(facts.slurm, "24.11.5");
    EXPECT_EQ(facts.toolchain, "bookworm");
    EXPECT_EQ(facts.flavour, "minimal");
    EXPECT_EQ(facts.arch, "x86_64");
    EXPECT_EQ(facts.target, "x86_64_v3");
    EXPECT_EQ(facts.hash, std::string(32, 'b'));
    EXPECT_EQ(facts.glibc_floor, "2.34");
    EXPECT_EQ(facts.source_date_epoch, 1741737600);
    EXPECT_THAT(facts.features, ElementsAre("auth/hello"));
    EXPECT_TRUE(facts.archive.documents.contains("sbom.spdx"));
    ASSERT_EQ(facts.sources.size(), 2U);
    EXPECT_EQ(facts.sources[1].name, "slurm");
    EXPECT_EQ(facts.sources[1].license, "GPL-2.0-or-later");
    EXPECT_EQ(facts.sources[1].patches.at(0).file, "fix.patch");
    EXPECT_THAT(facts.sources[1].urls, ElementsAre("https://example.org/slurm.tar.gz"));
}

TEST_F(ReadBundleTest, CountsTheFilesOfEachPackage) {
    const auto facts = read_bundle(bundle_.make());
    std::uint64_t library = 0, all = 0;
    for (const auto& [path, file] : facts.archive.files) {
        all += file.bytes;
        if (path == "view/lib/libhello.so.1" || path == "view/share/licenses/hello/COPYING") library += file.bytes;
    }
    EXPECT_EQ(facts.packages.size(), 2U);
    EXPECT_EQ(facts.packages.at("hello 1.0"), library);
    EXPECT_GT(facts.packages.at("slurm 24.11.5"), 0U);
    EXPECT_EQ(facts.unpacked_bytes, all);
    EXPECT_LT(facts.packages.at("hello 1.0") + facts.packages.at("slurm 24.11.5"), all) << "the modulefile is nobody's";
}

TEST_F(ReadBundleTest, RefusesFilesThatAreNotAsListed) {
    EXPECT_THAT(refusal("files", [](Json& json) { json["files"].back()["target"] = "x", json["files"].erase(0); }),
                HasSubstr("does not hold the files"));
    EXPECT_THAT(refusal("files", [](Json& json) { json["files"][0]["size"] = 1; }), HasSubstr("is not what"));
    EXPECT_THAT(refusal("files", [](Json& json) { json["files"][1] = json["files"][0]; }), HasSubstr("twice"));
    EXPECT_THAT(refusal("files", [](Json& json) { json["files"].back()["package"] = "gcc"; }),
                HasSubstr("not shipped"));
    EXPECT_THAT(refusal("files", [](Json& json) { json["version"] = 1; }), HasSubstr("has version 1"));
}

TEST_F(ReadBundleTest, RefusesDocumentsThatContradictOneAnother) {
    EXPECT_THAT(refusal("capabilities", [](Json& json) { json["slurm"] = "24.11.6"; }),
                HasSubstr("Slurm's version is \"24.11.5\" and \"24.11.6\""));
    EXPECT_THAT(refusal("requirements", [](Json& json) { json["glibc_floor"] = "2.17"; }), HasSubstr("glibc"));
}

TEST_F(ReadBundleTest, RefusesWhatATerminalWouldObeyOrAPathWouldFollow) {
    refusal("sources", [](Json& json) { json["packages"][0]["license"] = "\x1b[2J"; });
    refusal("sources", [](Json& json) { json["packages"][0]["name"] = "../etc"; });
    refusal("sources", [](Json& json) { json["packages"][0]["sha256"] = "abc"; });
    refusal("spec", [](Json& json) { json["release"] = ".."; });
    refusal("spec", [](Json& json) { json["packages"] = 5; });
    refusal("spec", [](Json& json) { json["packages"].erase(1); });
}

}  // namespace
}  // namespace sf
