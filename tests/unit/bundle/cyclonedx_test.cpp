#include "bundle/cyclonedx.h"

#include <gtest/gtest.h>

#include <regex>

namespace sf {
namespace {

SpdxDocument document() {
    SpdxDocument result;
    result.name = "slurm";
    result.space = "https://spdx.org/spdxdocs/slurm-1";
    result.created = "2025-03-12T00:00:00Z";
    result.described = "SPDXRef-Bundle";
    SpdxPackage bundle, hello, tool;
    bundle.id = "SPDXRef-Bundle";
    bundle.name = "slurm";
    bundle.depends_on = {"SPDXRef-hello"};
    bundle.files = {{"modules/slurm.lua", "", std::string(64, '3')}};
    hello.id = "SPDXRef-hello";
    hello.name = "hello";
    hello.version = "1.0";
    hello.license = "MIT";
    hello.supplier = "the hello project";
    hello.download = "https://example.org/hello.tar.gz";
    hello.sha256 = std::string(64, 'a');
    hello.purl = "pkg:generic/hello@1.0";
    hello.files = {{"view/lib/libhello.so.1", "", std::string(64, '1')}};
    tool.id = "SPDXRef-tool";
    tool.name = "tool";
    tool.build_only = true;
    result.packages = {bundle, hello, tool};
    return result;
}

TEST(CycloneDx, HasPackagesAsComponentsAndFilesInThem) {
    const auto json = cyclonedx(document());
    EXPECT_EQ(json.at("bomFormat"), "CycloneDX");
    EXPECT_EQ(json.at("specVersion"), "1.6");
    EXPECT_EQ(json.at("metadata").at("component").at("bom-ref"), "SPDXRef-Bundle");
    EXPECT_EQ(json.at("metadata").at("timestamp"), "2025-03-12T00:00:00Z");
    ASSERT_EQ(json.at("components").size(), 3U);
    const auto& hello = json.at("components").at(0);
    EXPECT_EQ(hello.at("purl"), "pkg:generic/hello@1.0");
    EXPECT_EQ(hello.at("scope"), "required");
    EXPECT_EQ(hello.at("licenses").at(0).at("expression"), "MIT");
    EXPECT_EQ(hello.at("externalReferences").at(0).at("type"), "source-distribution");
    EXPECT_EQ(hello.at("externalReferences").at(0).at("hashes").at(0).at("content"), std::string(64, 'a'));
    EXPECT_EQ(hello.at("components").at(0).at("name"), "view/lib/libhello.so.1");
    EXPECT_EQ(json.at("components").at(1).at("scope"), "excluded");
    EXPECT_EQ(json.at("components").at(2).at("name"), "modules/slurm.lua");
    EXPECT_EQ(json.at("dependencies").at(0).at("dependsOn"), Json::array({"SPDXRef-hello"}));
}

TEST(CycloneDx, ItsSerialNumberFollowsFromTheDocument) {
    const auto serial = cyclonedx(document()).at("serialNumber").get<std::string>();
    EXPECT_TRUE(std::regex_match(
        serial, std::regex("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << serial;
    EXPECT_EQ(cyclonedx(document()), cyclonedx(document()));
    auto other = document();
    other.space += "x";
    EXPECT_NE(cyclonedx(other).at("serialNumber"), serial);
}

}  // namespace
}  // namespace sf
