#include "inspect/components.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class ComponentsTest : public ::testing::Test {
  protected:
    std::vector<Component> read(const std::string& text) {
        write_file_atomic(file_, text);
        return read_components(file_);
    }
    std::string refusal(const std::string& text) {
        try {
            read(text);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            EXPECT_THAT(error.message(), HasSubstr(file_.string()));
            return error.message();
        }
        ADD_FAILURE() << "nothing was refused: " << text;
        return "";
    }

    TempDir folder_{fs::temp_directory_path(), "sf-components-test-"};
    fs::path file_ = folder_.path() / "sbom.json";
};

TEST_F(ComponentsTest, AreTheOnesOfAnSpdxDocument) {
    const auto components = read(R"( {"spdxVersion": "SPDX-2.3", "name": "x", "documentNamespace": "https://x/y",
        "creationInfo": {"created": "2025-03-12T00:00:00Z"},
        "packages": [{"SPDXID": "SPDXRef-b", "name": "bundle"}, {"SPDXID": "SPDXRef-z", "name": "zlib",
            "versionInfo": "1.3.1"}, {"SPDXID": "SPDXRef-m", "name": "make"}],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-b"},
            {"spdxElementId": "SPDXRef-m", "relationshipType": "BUILD_TOOL_OF", "relatedSpdxElement": "SPDXRef-z"}]})");
    ASSERT_EQ(components.size(), 2U);
    EXPECT_EQ(components[0].name, "zlib");
    EXPECT_EQ(components[0].version, "1.3.1");
    EXPECT_FALSE(components[0].build_only);
    EXPECT_TRUE(components[1].build_only);
}

TEST_F(ComponentsTest, AreTheOnesOfACycloneDxDocumentNestedOnesToo) {
    const auto components = read(R"({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
        {"type": "library", "name": "openssl", "version": "3.5.7", "purl": "pkg:generic/openssl@3.5.7", "components": [
            {"type": "file", "name": "libssl.so"}, {"type": "library", "name": "inner"}]},
        {"type": "library", "name": "make", "scope": "excluded"}]})");
    ASSERT_EQ(components.size(), 3U);
    EXPECT_EQ(components[0].purl, "pkg:generic/openssl@3.5.7");
    EXPECT_EQ(components[1].name, "inner");
    EXPECT_TRUE(components[2].build_only);
}

TEST_F(ComponentsTest, RefusesWhatIsNone) {
    refusal("{}");
    refusal("{");
    refusal("no archive");
    refusal(R"({"bomFormat": "CycloneDX", "specVersion": "9.9"})");
    refusal(R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]})");
    refusal(R"({"spdxVersion": "SPDX-3.0"})");
    std::string deep = "[]";
    for (int i = 0; i < 40; ++i) deep = R"([{"type": "library", "name": "x", "components": )" + deep + "}]";
    EXPECT_THAT(refusal(R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": )" + deep + "}"),
                HasSubstr("too deeply"));
    fs::remove(file_);
    EXPECT_THROW(read_components(file_), Error);
}

}  // namespace
}  // namespace sf
