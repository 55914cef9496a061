#include "publish/publish.h"

#include "base/error.h"
#include "publish/own_builds.h"
#include "publish/places.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class PublishSiteTest : public testing::SmallRoot {
  protected:
    fs::path alias() const { return root_folder_ / places::builds("24.11", "bookworm") / build_.alias; }
};

TEST_F(PublishSiteTest, ATarballIsThereUnderBothNamesWithItsSignature) {
    const auto result = publish();
    ASSERT_EQ(result.index.builds.size(), 1u);
    const PublishedBuild& build = result.index.builds.begin()->second;
    EXPECT_EQ(build.slurm, "24.11.5");
    EXPECT_EQ(build.end_of_life, "2026-05-31");
    EXPECT_FALSE(build.proven);
    EXPECT_EQ(read_file(root_folder_ / build.tarball.path), read_file(build_.tarball));
    EXPECT_EQ(read_file(alias()), read_file(build_.tarball));
    EXPECT_EQ(read_file(alias().string() + ".asc"), read_file(root_folder_ / build.beside.at("signature").path));
    for (const char* kind : {"checksum", "sbom", "sbom-signature", "provenance", "provenance-signature", "module"})
        EXPECT_TRUE(fs::exists(root_folder_ / build.beside.at(kind).path)) << kind;
    EXPECT_EQ(read_file(root_folder_ / places::key(key_.fingerprint)), signer().public_key());
    EXPECT_TRUE(fs::exists(build_.tarball));
}

TEST_F(PublishSiteTest, WhatIsThereIsNotPutAgain) {
    publish();
    const auto second = publish();
    EXPECT_EQ(put(second), 0u);
    EXPECT_EQ(second.index.serial, 2u);
}

TEST_F(PublishSiteTest, WhatAKilledRunLeftIsCompleted) {
    publish();
    const std::string signature = alias().string() + ".asc";
    fs::remove(signature);
    EXPECT_GT(put(publish()), 0u);
    EXPECT_TRUE(fs::exists(signature));
}

TEST_F(PublishSiteTest, ADryRunSaysAllAndWritesNothing) {
    auto dry = request({build_});
    dry.dry_run = true;
    const auto planned = publish_builds(dry, publisher(signer()));
    EXPECT_FALSE(fs::exists(root_folder_));
    EXPECT_EQ(put(planned), put(publish()));
}

TEST_F(PublishSiteTest, AReleasePastItsSupportIsAskedFor) {
    clock_.unix_time = 1'790'000'000;  // September 2026
    EXPECT_THROW(publish(), Error);
    auto allowed = request({build_});
    allowed.allow_eol = true;
    EXPECT_EQ(publish_builds(allowed, publisher(signer())).index.builds.size(), 1u);
}

TEST_F(PublishSiteTest, TheShortNameIsOfTheLatestBuild) {
    publish();
    auto later = build_;
    later.facts.slurm = "24.11.6";
    later.name = "slurm-24.11.6-bookworm-minimal-software.tar.gz";
    const auto result = publish_builds(request({later}), publisher(signer()));
    ASSERT_EQ(result.index.builds.size(), 2u);
    EXPECT_EQ(result.index.builds.begin()->second.alias, "");
    EXPECT_NE(result.index.builds.rbegin()->second.alias, "");
}

TEST_F(PublishSiteTest, UnsignedItSaysSoAndReplacesNothingSigned) {
    Signer nobody = Signer::nobody();
    const auto result = publish_builds(request({build_}), publisher(nobody));
    EXPECT_FALSE(result.index.is_signed);
    EXPECT_FALSE(result.index.builds.begin()->second.beside.contains("signature"));
    EXPECT_THROW(publish(), Error);
    remove_tree(root_folder_);
    publish();
    EXPECT_THROW(publish_builds(request({build_}), publisher(nobody)), Error);
}

}  // namespace
}  // namespace sf
