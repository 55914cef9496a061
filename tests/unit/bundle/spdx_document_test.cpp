#include "bundle/spdx_document.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "bundle/sbom.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json small() {
    return {{"spdxVersion", "SPDX-2.3"},
            {"name", "x"},
            {"documentNamespace", "https://example.org/x"},
            {"creationInfo", {{"created", "2025-03-12T00:00:00Z"}}},
            {"packages",
             Json::array({Json{{"SPDXID", "SPDXRef-a"}, {"name", "a"}}, Json{{"SPDXID", "SPDXRef-b"},
                                                                             {"name", "b"},
                                                                             {"versionInfo", "NOASSERTION"},
                                                                             {"licenseConcluded", "NOASSERTION"},
                                                                             {"licenseDeclared", "MIT"}}})}};
}

std::string refusal(const Json& json) {
    try {
        read_spdx(json, "doc.json");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::source);
        EXPECT_THAT(error.message(), HasSubstr("doc.json is no SPDX document"));
        return error.message();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
}

TEST(SpdxDocument, ReadsWhatOursSays) {
    testing::SmallStack stack;
    ListedFile file;
    file.path = "view/lib/libhello.so.1";
    file.package = "hello";
    file.sha1 = std::string(40, '1');
    file.sha256 = std::string(64, '1');
    const auto document = read_spdx(sbom(stack.plan, "bundle", {file}), "ours");
    EXPECT_EQ(document.described, "SPDXRef-Bundle");
    ASSERT_EQ(document.packages.size(), 3U);
    EXPECT_THAT(document.packages[0].depends_on, ElementsAre("SPDXRef-Package-hello", "SPDXRef-Package-slurm"));
    const auto& hello = document.packages[1];
    EXPECT_EQ(hello.version, "1.0");
    EXPECT_EQ(hello.license, "MIT");
    EXPECT_EQ(hello.supplier, "the hello project");
    EXPECT_EQ(hello.download, "https://example.org/hello.tar.gz");
    EXPECT_EQ(hello.purl, "pkg:generic/hello@1.0");
    EXPECT_FALSE(hello.build_only);
    ASSERT_EQ(hello.files.size(), 1U);
    EXPECT_EQ(hello.files[0].name, "view/lib/libhello.so.1");
    EXPECT_EQ(hello.files[0].sha256, std::string(64, '1'));
    EXPECT_THAT(document.packages[2].depends_on, ElementsAre("SPDXRef-Package-hello"));
}

TEST(SpdxDocument, KnowsWhatIsOnlyBuiltWith) {
    testing::SmallStack stack;
    stack.plan.packages[0].shipped = false;
    const auto document = read_spdx(sbom(stack.plan, "bundle", {}), "ours");
    EXPECT_TRUE(document.packages[1].build_only);
    EXPECT_FALSE(document.packages[2].build_only);
}

TEST(SpdxDocument, ReadsForeignOnesWithLess) {
    auto json = small();
    json["relationships"] = Json::array({Json{{"spdxElementId", "SPDXRef-a"},
                                              {"relationshipType", "DEPENDS_ON"},
                                              {"relatedSpdxElement", "DocumentRef-other:SPDXRef-c"}}});
    const auto document = read_spdx(json, "x");
    EXPECT_EQ(document.described, "");
    EXPECT_EQ(document.packages[1].version, "");
    EXPECT_EQ(document.packages[1].license, "MIT");
    EXPECT_THAT(document.packages[0].depends_on, ElementsAre());
}

TEST(SpdxDocument, RefusesWhatIsNone) {
    EXPECT_FALSE(is_spdx(Json::array()));
    refusal(Json::object());
    auto json = small();
    json["spdxVersion"] = "SPDX-3.0";
    EXPECT_THAT(refusal(json), HasSubstr("SPDX-3.0"));
    json = small();
    json["packages"][1]["SPDXID"] = "SPDXRef-a";
    EXPECT_THAT(refusal(json), HasSubstr("two packages SPDXRef-a"));
    json = small();
    json["packages"] = 7;
    refusal(json);
    json = small();
    json["packages"][0]["externalRefs"] = "x";
    refusal(json);
}

}  // namespace
}  // namespace sf
