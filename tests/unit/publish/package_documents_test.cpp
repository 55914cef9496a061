#include "publish/package_documents.h"

#include <algorithm>

#include "buildcache/layout.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class PackageDocumentsTest : public testing::SmallRoot {
  protected:
    std::map<std::string, std::string> documents(const std::string& package) {
        const auto& spec = bundle_.plan.at(package).spec;
        return documents_of({build_})(spec.hash, bundle_.prefix_of(package), {std::string(64, 'f'), 7});
    }
    static Json inputs(const std::map<std::string, std::string>& documents) {
        const Json statement = parse_json(documents.at(layout::kProvenance), "provenance");
        return statement.at("predicate").at("buildDefinition").at("resolvedDependencies");
    }
    static bool names(const Json& items, const std::string& name) {
        return std::any_of(items.begin(), items.end(), [&](const Json& item) { return item.at("name") == name; });
    }
};

TEST_F(PackageDocumentsTest, TheSbomIsOfThisPackageAndItsFilesAlone) {
    const Json sbom = parse_json(documents("hello").at(layout::kSbom), "sbom");
    EXPECT_EQ(sbom.at("name"), "hello-1.0-" + bundle_.plan.at("hello").spec.hash);
    ASSERT_EQ(sbom.at("packages").size(), 1u);
    EXPECT_EQ(sbom.at("packages")[0].at("licenseConcluded"), "MIT");
    EXPECT_TRUE(sbom.at("packages")[0].contains("packageVerificationCode"));
    std::vector<std::string> files;
    for (const auto& file : sbom.at("files")) files.push_back(file.at("fileName"));
    EXPECT_NE(std::find(files.begin(), files.end(), "./lib/libhello.so.1"), files.end());
    EXPECT_EQ(std::find(files.begin(), files.end(), "./bin/srun"), files.end());
}

TEST_F(PackageDocumentsTest, TheProvenanceIsOfTheTarballAndNamesItsOwnInputs) {
    const auto of_slurm = documents("slurm"), of_hello = documents("hello");
    const Json statement = parse_json(of_hello.at(layout::kProvenance), "provenance");
    ASSERT_EQ(statement.at("subject").size(), 1u);
    EXPECT_EQ(statement.at("subject")[0].at("digest").at("sha256"), std::string(64, 'f'));
    EXPECT_TRUE(names(inputs(of_slurm), "slurm-24.11.5"));
    EXPECT_TRUE(names(inputs(of_slurm), "fix.patch"));
    EXPECT_FALSE(names(inputs(of_slurm), "hello-1.0"));
    EXPECT_TRUE(names(inputs(of_hello), "hello-1.0"));
    EXPECT_FALSE(names(inputs(of_hello), "fix.patch"));
    for (const auto& documents : {of_slurm, of_hello}) {
        EXPECT_TRUE(names(inputs(documents), "bookworm build root"));
        EXPECT_TRUE(names(inputs(documents), "gcc-12"));
    }
}

TEST_F(PackageDocumentsTest, NothingIsSaidOfPackagesThatNoBundleNames) {
    EXPECT_TRUE(documents_of({build_})(std::string(32, 'z'), bundle_.prefix_of("hello"), {}).empty());
}

}  // namespace
}  // namespace sf
