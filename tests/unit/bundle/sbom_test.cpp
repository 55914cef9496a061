#include "bundle/sbom.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "base/hash.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

constexpr const char* kName = "slurm-24.11.5-bookworm-minimal-software";

ListedFile listed(const std::string& path, const std::string& package, char digit) {
    ListedFile file;
    file.path = path;
    file.mode = "0755";
    file.sha1 = std::string(40, digit);
    file.sha256 = std::string(64, digit);
    file.package = package;
    return file;
}

std::vector<ListedFile> files() {
    ListedFile link;
    link.path = "view/lib/link";
    link.link_target = "libhello.so.1";
    return {listed("modules/slurm.lua", "", '3'), listed("view/bin/srun", "slurm", '2'),
            listed("view/lib/libhello.so.1", "hello", '1'), link};
}

class SbomTest : public ::testing::Test {
  protected:
    Json document() const { return sbom(stack_.plan, kName, files()); }
    static bool has(const Json& document, const std::string& from, const std::string& type, const std::string& to) {
        for (const auto& item : document.at("relationships"))
            if (item.at("spdxElementId") == from && item.at("relationshipType") == type &&
                item.at("relatedSpdxElement") == to)
                return true;
        return false;
    }

    testing::SmallStack stack_;
};

TEST_F(SbomTest, HasWhatSpdxDemands) {
    const auto json = document();
    EXPECT_EQ(json.at("spdxVersion"), "SPDX-2.3");
    EXPECT_EQ(json.at("dataLicense"), "CC0-1.0");
    EXPECT_EQ(json.at("creationInfo").at("created"), "2025-03-12T00:00:00Z");
    EXPECT_EQ(json.at("creationInfo").at("creators"), Json::array({"Tool: slurm-factory"}));
    std::set<std::string> ids{"SPDXRef-DOCUMENT"};
    for (const char* list : {"packages", "files"})
        for (const auto& item : json.at(list)) {
            const auto id = item.at("SPDXID").get<std::string>();
            EXPECT_TRUE(std::regex_match(id, std::regex("SPDXRef-[A-Za-z0-9.-]+"))) << id;
            EXPECT_TRUE(ids.insert(id).second) << id;
        }
    for (const auto& item : json.at("relationships")) {
        EXPECT_TRUE(ids.contains(item.at("spdxElementId"))) << item.dump();
        EXPECT_TRUE(ids.contains(item.at("relatedSpdxElement"))) << item.dump();
    }
    EXPECT_EQ(json, document());
}

TEST_F(SbomTest, PackagesHaveLicencesSourcesAndSuppliers) {
    const auto json = document();
    const auto& slurm = json.at("packages").at(2);
    EXPECT_EQ(slurm.at("licenseConcluded"), "GPL-2.0-or-later");
    EXPECT_THAT(slurm.at("licenseComments"), HasSubstr("corresponding source"));
    EXPECT_THAT(slurm.at("sourceInfo"), HasSubstr("patched with fix.patch"));
    EXPECT_EQ(slurm.at("supplier"), "Organization: the slurm project");
    EXPECT_EQ(slurm.at("checksums").at(0).at("checksumValue"), std::string(64, 'b'));
    EXPECT_EQ(slurm.at("externalRefs").at(0).at("referenceLocator"), "pkg:generic/slurm@24.11.5");
    EXPECT_EQ(json.at("packages").at(0).at("licenseConcluded"), "GPL-2.0-or-later AND MIT");
}

TEST_F(SbomTest, FilesAreInTheirPackages) {
    const auto json = document();
    ASSERT_EQ(json.at("files").size(), 3U) << "links are no files";
    const auto& modulefile = json.at("files").at(0);
    EXPECT_EQ(modulefile.at("fileName"), "./modules/slurm.lua");
    EXPECT_EQ(modulefile.at("checksums").at(0), (Json{{"algorithm", "SHA1"}, {"checksumValue", std::string(40, '3')}}));
    EXPECT_TRUE(has(json, "SPDXRef-Bundle", "CONTAINS", modulefile.at("SPDXID")));
    EXPECT_TRUE(has(json, "SPDXRef-Package-slurm", "CONTAINS", json.at("files").at(1).at("SPDXID")));
    EXPECT_TRUE(has(json, "SPDXRef-Package-hello", "CONTAINS", json.at("files").at(2).at("SPDXID")));
    EXPECT_TRUE(has(json, "SPDXRef-Package-slurm", "DEPENDS_ON", "SPDXRef-Package-hello"));
}

TEST_F(SbomTest, VerificationCodesAreOfTheSortedDigests) {
    const auto code = [](const Json& package) { return package.at("packageVerificationCode").begin().value(); };
    const auto digest = [](const std::string& text) {
        Hasher hasher(Hasher::Algorithm::sha1);
        hasher.update(text);
        return hex(hasher.digest());
    };
    const auto json = document();
    EXPECT_EQ(code(json.at("packages").at(1)), digest(std::string(40, '1')));
    EXPECT_EQ(code(json.at("packages").at(0)),
              digest(std::string(40, '1') + std::string(40, '2') + std::string(40, '3')));
}

TEST_F(SbomTest, WhatIsOnlyBuiltWithHasNoFiles) {
    stack_.plan.packages[0].shipped = false;
    const auto json = sbom(stack_.plan, kName, {listed("view/bin/srun", "slurm", '2')});
    EXPECT_EQ(json.at("packages").at(1).at("filesAnalyzed"), false);
    EXPECT_FALSE(json.at("packages").at(1).contains("packageVerificationCode"));
    EXPECT_TRUE(has(json, "SPDXRef-Package-hello", "BUILD_DEPENDENCY_OF", "SPDXRef-Package-slurm"));
    EXPECT_FALSE(has(json, "SPDXRef-Bundle", "CONTAINS", "SPDXRef-Package-hello"));
}

TEST_F(SbomTest, SaysWhichHashesAreNormalised) {
    auto list = files();
    list[1].normalised = true;
    const auto json = sbom(stack_.plan, kName, list);
    EXPECT_THAT(json.at("files").at(1).at("comment"), HasSubstr("relocation.json"));
    EXPECT_FALSE(json.at("files").at(0).contains("comment"));
}

TEST_F(SbomTest, DescribesLicencesThatSpdxDoesNotList) {
    stack_.package("hello").license = "MIT OR (LicenseRef-Mine AND Zlib)";
    const auto json = document();
    EXPECT_EQ(json.at("hasExtractedLicensingInfos").at(0).at("licenseId"), "LicenseRef-Mine");
    EXPECT_EQ(json.at("packages").at(0).at("licenseConcluded"),
              "(MIT OR (LicenseRef-Mine AND Zlib)) AND GPL-2.0-or-later");
}

TEST_F(SbomTest, AnotherSourceOrFileIsAnotherDocument) {
    const auto before = document().at("documentNamespace");
    stack_.plan.packages[0].source.sha256 = std::string(64, 'd');
    const auto source = document().at("documentNamespace");
    EXPECT_NE(source, before);
    auto list = files();
    list[0].sha1 = std::string(40, '9');
    EXPECT_NE(sbom(stack_.plan, kName, list).at("documentNamespace"), source);
}

}  // namespace
}  // namespace sf
