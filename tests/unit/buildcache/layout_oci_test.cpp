#include "buildcache/layout_oci.h"

#include "buildcache/check.h"
#include "buildcache/copy.h"
#include "buildcache/layout.h"
#include "buildcache/prune.h"
#include "buildcache/rebuild_index.h"
#include "unit/buildcache/small_cache.h"
#include "unit/mirror/fake_registry.h"

namespace sf {
namespace {

class LayoutOciTest : public testing::SmallCache {
  protected:
    PushResult push_all() { return push({{}, home_.tmp(), 90, 2}, registry_); }
    std::string tag(const Spec& spec) const { return spec.name + "-" + spec.version + "-" + spec.hash + ".spack"; }
    std::size_t faults() {
        return check_buildcache({key_.fingerprint, signer().public_key(), home_.tmp(), 2}, index(registry_), registry_,
                                *process_, progress_)
            .size();
    }

    testing::FakeRegistry http_;
    OciMirror registry_{"oci://registry.example/site/cache", [](const std::string&) { return std::nullopt; }, http_};
};

TEST_F(LayoutOciTest, SpackFindsAnImageOfEachPackage) {
    push_all();
    const auto image = parse_oci_manifest(http_.at(tag(tool_)), "the image");
    const auto package = index(registry_).packages.at(tool_.hash);
    EXPECT_EQ(image.layers, std::vector<OciBlob>({{oci::kLayer, package.tarball.sha256, package.tarball.bytes}}));
    const Json config = Json::parse(http_.blobs.at(image.config.sha256));
    EXPECT_EQ(config.at("architecture"), "amd64");
    EXPECT_EQ(config.at("spec").at("nodes").at(0).at("hash"), tool_.hash);
    EXPECT_EQ(config.at("buildcache_layout_version"), 2);
    write_file_atomic(folder_.path() / "x.tar.gz", http_.blobs.at(package.tarball.sha256));
    EXPECT_EQ(std::string(config.at("rootfs").at("diff_ids").at(0)) + "  -\n",
              "sha256:" + testing::sh("gunzip -c " + (folder_.path() / "x.tar.gz").string() + " | sha256sum"));
}

TEST_F(LayoutOciTest, SpackFindsTheIndex) {
    push_all();
    const auto image = parse_oci_manifest(http_.at("index.spack"), "the index");
    EXPECT_EQ(http_.blobs.at(image.config.sha256), "{}");
    const Json index = Json::parse(http_.blobs.at(image.layers.at(0).sha256));
    EXPECT_TRUE(index.at("database").at("installs").at(hello_.hash).at("in_buildcache"));
}

TEST_F(LayoutOciTest, WhatIsThereIsNotSentAgain) {
    push_all();
    http_.requests.clear();
    const auto second = push_all();
    EXPECT_TRUE(second.packages[0].was_there && second.packages[1].was_there);
    EXPECT_EQ(http_.count("PUT", ".spack"), 1u);  // the index alone
    http_.tags.erase(tag(tool_));
    EXPECT_FALSE(push_all().packages[1].was_there);
}

TEST_F(LayoutOciTest, IsInstalledAndChecked) {
    push_all();
    EXPECT_EQ(install("tool", index(registry_), registry_).packages.size(), 2u);
    EXPECT_EQ(faults(), 0u);
    auto& tarball = http_.blobs.at(index(registry_).packages.at(tool_.hash).tarball.sha256);
    flip_a_bit(tarball);
    EXPECT_EQ(faults(), 1u);
    fs::remove_all(target_);
    EXPECT_THROW(install("tool", index(registry_), registry_), Error);
}

TEST_F(LayoutOciTest, AnImageThatSomebodyElsePutIsNotTaken) {
    push_all();
    http_.tags[tag(tool_)] = http_.tags[tag(hello_)];
    EXPECT_EQ(faults(), 1u);
    EXPECT_THROW(install("tool", index(registry_), registry_), Error);
}

TEST_F(LayoutOciTest, AFolderMadeOfItIsSpacksV3AndBack) {
    push_all();
    const Index from = index(registry_);
    const CopyRequest request{registry_.read(layout::kSignedIndex, 1 << 20), key_.fingerprint, signer().public_key(),
                              home_.tmp(), 1};
    EXPECT_EQ(copy_buildcache(request, from, registry_, *mirror_, progress_).copied, 2u);
    EXPECT_TRUE(mirror_->exists(layout::spec_manifest("tool", "2.0.1", tool_.hash)));
    EXPECT_EQ(install("tool").packages.size(), 2u);
    const std::string image = http_.at(tag(tool_));
    http_.tags.clear();
    EXPECT_EQ(copy_buildcache(request, from, *mirror_, registry_, progress_).copied, 2u);
    EXPECT_EQ(http_.at(tag(tool_)), image);
}

TEST_F(LayoutOciTest, TheIndexIsMadeAgainAndPruned) {
    push_all();
    Index before;
    EXPECT_EQ(rebuild_index(registry_, signer(), before, *process_, progress_).packages.size(), 2u);
    const auto pruned = prune_buildcache({{"hello"}, false, 90}, registry_, signer(), *process_, clock_);
    EXPECT_EQ(pruned.dropped, 1u);
    EXPECT_FALSE(http_.tags.contains(tag(tool_)));
    EXPECT_EQ(faults(), 0u);
    prune_buildcache({{}, false, 90}, registry_, signer(), *process_, clock_);  // Spack's index from before
    const auto nothing_left = prune_buildcache({{}, true, 90}, registry_, signer(), *process_, clock_);
    EXPECT_TRUE(nothing_left.removed.empty());
}

TEST_F(LayoutOciTest, NoSpackReadsLayoutV2FromThere) {
    EXPECT_THROW(push({{}, home_.tmp(), 90, 1, PushOnly::everything, LayoutVersion::v2}, registry_), Error);
}

}  // namespace
}  // namespace sf
