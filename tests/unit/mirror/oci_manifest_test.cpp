#include "mirror/oci_manifest.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

const std::string kSum(64, 'a');

TEST(OciManifestTest, GoesThereAndBack) {
    const OciManifest manifest{"application/x", {oci::kEmpty, kSum, 2}, {{oci::kLayer, kSum, 7}}, {{"a", "b\n"}}};
    EXPECT_EQ(parse_oci_manifest(oci_manifest_text(manifest), "it"), manifest);
    const OciManifest image{"", {oci::kConfig, kSum, 2}, {}, {}};
    EXPECT_EQ(oci_manifest_text(image),
              R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":)"
              R"("application/vnd.oci.image.config.v1+json","digest":"sha256:)" +
                  kSum + R"(","size":2},"layers":[]})");
}

TEST(OciManifestTest, AnythingElseIsRefused) {
    const std::string good = oci_manifest_text({"", {oci::kConfig, kSum, 2}, {}, {{"a", "b"}}});
    const auto with = [&](const std::string& part, const std::string& other) {
        std::string text = good;
        return text.replace(text.find(part), part.size(), other);
    };
    EXPECT_NO_THROW(parse_oci_manifest(good, "it"));
    for (const auto& text :
         {std::string("[]"), std::string("{"), with("\"schemaVersion\":2", "\"schemaVersion\":1"),
          with("image.manifest", "image.index"), with("sha256:a", "sha512:a"), with("sha256:aa", "sha256:a"),
          with("sha256:a", "sha256:A"), with("\"size\":2", "\"size\":-2"), with("\"size\":2", "\"size\":\"2\""),
          with("\"layers\":[]", "\"layers\":[{}]"), with("\"b\"", "5")})
        EXPECT_THROW(parse_oci_manifest(text, "it"), Error) << text;
}

}  // namespace
}  // namespace sf
