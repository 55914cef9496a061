#include "node/bundle_manifest.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "node/layout.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

TEST(BundleManifestTest, IsCompleteWithFourDocumentsInAnyOrder) {
    const testing::TinyBundle bundle;
    BundleManifest manifest;
    manifest.add("sbom.spdx", "not read");
    manifest.add("requirements", pretty_json(bundle.requirements));
    manifest.add("files", pretty_json(bundle.files));
    manifest.add("relocation", pretty_json(bundle.relocation));
    EXPECT_FALSE(manifest.complete());
    manifest.add("capabilities", pretty_json(bundle.capabilities));
    ASSERT_TRUE(manifest.complete());
    EXPECT_EQ(manifest.name(), build_name("24.11.5", pretty_json(bundle.files)));
    EXPECT_EQ(manifest.facts().release, "24.11");
    EXPECT_TRUE(manifest.files().at("view/bin/sinfo").executable);
    EXPECT_EQ(manifest.files().at("view/lib/libx.so.1").target, "libx.so");
    EXPECT_EQ(manifest.relocation().ranges("view/lib/libx.so").size(), 2U);
    EXPECT_GT(manifest.unpacked_bytes(), 256U);
}

TEST(BundleManifestTest, MalformedDocumentsAreRefused) {
    testing::TinyBundle bundle;
    BundleManifest manifest;
    EXPECT_THROW(manifest.add("files", "{"), Error);
    EXPECT_THROW(manifest.add("files", R"({"version": 1, "files": []})"), Error);
    EXPECT_THROW(manifest.add("files", R"({"version": 2, "files": [{"path": 1}]})"), Error);
    bundle.files["files"].push_back(bundle.files["files"][0]);
    EXPECT_THROW(manifest.add("files", pretty_json(bundle.files)), Error) << "a file twice";
}

}  // namespace
}  // namespace sf
