#include "bundle/manifest.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/hash.h"
#include "bundle/provenance.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

TEST(Sources, NameOriginsAndOfLocalOnesTheFileAlone) {
    testing::SmallStack stack;
    stack.plan.packages[1].local_source = "/home/user/secret/slurm-mine.tar.bz2";
    stack.plan.packages[1].source.variant = "local";
    const auto json = sources_to_json(stack.plan);
    ASSERT_EQ(json.at("packages").size(), 2U);
    EXPECT_EQ(json["packages"][0]["urls"][0], "https://example.org/hello.tar.gz");
    EXPECT_EQ(json["packages"][0]["pool"][0], "pool/main/hello.tar.gz");
    EXPECT_EQ(json["packages"][1]["file"], "slurm-mine.tar.bz2");
    EXPECT_EQ(json["packages"][1]["patches"][0]["sha256"], std::string(64, 'c'));
    EXPECT_FALSE(json["packages"][1].contains("urls"));
    EXPECT_EQ(json.dump().find("/home/user"), std::string::npos);
}

TEST(Sbom, HasWhatSpdxDemands) {
    const testing::SmallStack stack;
    const auto json = sbom(stack.plan, "slurm-24.11.5-bookworm-minimal-software.tar.gz");
    EXPECT_EQ(json.at("spdxVersion"), "SPDX-2.3");
    EXPECT_EQ(json.at("dataLicense"), "CC0-1.0");
    EXPECT_EQ(json.at("SPDXID"), "SPDXRef-DOCUMENT");
    EXPECT_EQ(json.at("creationInfo").at("created"), "2025-03-12T00:00:00Z");
    EXPECT_EQ(json.at("creationInfo").at("creators"), Json::array({"Tool: slurm-factory"}));
    std::set<std::string> ids{"SPDXRef-DOCUMENT"};
    for (const auto& package : json.at("packages")) {
        const auto id = package.at("SPDXID").get<std::string>();
        EXPECT_TRUE(std::regex_match(id, std::regex("SPDXRef-[A-Za-z0-9.-]+"))) << id;
        EXPECT_TRUE(ids.insert(id).second) << id;
        EXPECT_TRUE(package.contains("downloadLocation"));
    }
    for (const auto& item : json.at("relationships")) {
        EXPECT_EQ(ids.count(item.at("spdxElementId")), 1U) << item.dump();
        EXPECT_EQ(ids.count(item.at("relatedSpdxElement")), 1U) << item.dump();
    }
    EXPECT_EQ(json.at("packages")[1].at("checksums")[0].at("checksumValue"), std::string(64, 'a'));
    EXPECT_EQ(json.at("packages")[2].at("licenseDeclared"), "GPL-2.0-or-later");
    EXPECT_EQ(json, sbom(stack.plan, "slurm-24.11.5-bookworm-minimal-software.tar.gz"));
}

TEST(Sbom, AnotherSourceIsAnotherDocument) {
    testing::SmallStack stack;
    const auto before = sbom(stack.plan, "x").at("documentNamespace");
    stack.plan.packages[0].source.sha256 = std::string(64, 'd');
    EXPECT_NE(sbom(stack.plan, "x").at("documentNamespace"), before);
}

TEST(Requirements, StateGlibcAndTarget) {
    const testing::SmallStack stack;
    const auto json = requirements_to_json(stack.plan, "2.34");
    EXPECT_EQ(json.at("glibc_floor"), "2.34");
    EXPECT_EQ(json.at("target"), "x86_64_v3");
    EXPECT_TRUE(json.at("kernel").is_null());
}

TEST(Provenance, NamesSubjectsSourcesAndTheRoot) {
    testing::SmallStack stack;
    stack.plan.packages[1].local_source = "/home/user/slurm-mine.tar.bz2";
    stack.plan.packages[1].source.variant = "local";
    stack.plan.request.local_sources["slurm"] = "/home/user/slurm-mine.tar.bz2";
    RootFs root;
    root.digest = std::string(64, 'e');
    root.packages = {{"gcc-12", "12.2.0-14"}};
    const auto json = provenance(stack.plan, root, {{"slurm.tar.gz", std::string(64, 'f')}}, {"1.2.3", 0, 1741737600});
    EXPECT_EQ(json.at("_type"), "https://in-toto.io/Statement/v1");
    EXPECT_EQ(json.at("subject")[0].at("digest").at("sha256"), std::string(64, 'f'));
    const auto& run = json.at("predicate").at("runDetails");
    EXPECT_EQ(run.at("builder").at("version").at("slurm-factory"), "1.2.3");
    EXPECT_EQ(run.at("metadata"), (Json{{"finishedOn", "2025-03-12T00:00:00Z"}}));
    const auto text = json.dump();
    EXPECT_NE(text.find("pkg:deb/debian/gcc-12@12.2.0-14"), std::string::npos);
    EXPECT_NE(text.find("\"local_file\":\"slurm-mine.tar.bz2\""), std::string::npos);
    EXPECT_EQ(text.find("/home/user"), std::string::npos);
}

}  // namespace
}  // namespace sf
