#include "buildcache/push.h"

#include <gtest/gtest.h>

#include "buildcache/check.h"
#include "buildcache/layout.h"
#include "buildcache/prune.h"
#include "buildcache/rebuild_index.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class PushTest : public testing::SmallCache {
  protected:
    fs::path manifest() const { return mirror_folder_ / layout::spec_manifest("tool", "2.0.1", tool_.hash); }
};

TEST_F(PushTest, WritesWhatSpackReads) {
    const auto result = push({"tool"});
    ASSERT_EQ(result.packages.size(), 2u);  // with the library that it needs
    EXPECT_EQ(result.packages[1].name, "tool");
    EXPECT_EQ(read_file(mirror_folder_ / "v3/layout.json"), R"({"signing":"gpg"})");
    EXPECT_TRUE(read_file(manifest()).starts_with("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA"));
    for (const char* path : {"v3/manifests/index/index.manifest.json", "v3/manifests/key/keys.manifest.json"})
        EXPECT_TRUE(read_file(mirror_folder_ / path).starts_with("{\n\"version\":3,\n")) << path;
    EXPECT_TRUE(mirror_->exists(layout::key_manifest(key_.fingerprint)));
}

TEST_F(PushTest, WhatIsThereIsNotPackedAgain) {
    push();
    const auto before = read_file(manifest());
    const auto second = push();
    EXPECT_TRUE(second.packages[0].was_there && second.packages[1].was_there);
    EXPECT_EQ(second.serial, 2u);
    EXPECT_EQ(read_file(manifest()), before);
    fs::remove(mirror_folder_ / layout::blob(index().packages.at(tool_.hash).tarball.sha256));
    EXPECT_FALSE(push().packages[1].was_there);
}

TEST_F(PushTest, AddsToWhatIsThere) {
    push({"hello"});
    EXPECT_EQ(index().packages.size(), 1u);
    push({"tool"});
    EXPECT_EQ(index().packages.size(), 2u);
}

TEST_F(PushTest, WhatAPackageOnlyBuiltWithTravelsInsideItIfItsProgramsLookForIt) {
    const Spec built = spec("built", "1", {{"hello", hello_.hash, {"build"}, {}}});
    const fs::path folder = store_.begin(built);
    testing::compile_hello(folder, padded_prefix(hello_) + "/lib");
    remove_tree(folder / "lib");
    store_.commit(built, to_spec_json(built, {{hello_.hash, hello_}}), folder);
    push({"built"});
    EXPECT_FALSE(index().packages.contains(hello_.hash));
    install("built");
    EXPECT_EQ(testing::sh((target_ / built.store_name() / "bin/hello").string()), "42\n");
}

TEST_F(PushTest, AnotherKeyMayNotTakeTheIndexOver) {
    push();
    const auto other = keys_.make("Mallory");
    Signer intruder({other.fingerprint, other.secret_file, {}}, *process_);
    EXPECT_THROW(push_packages({{}, home_.tmp(), 90, 1}, store_, *mirror_, intruder, *process_, clock_, progress_),
                 Error);
}

TEST_F(PushTest, WhatTheStoreLacksIsNamed) {
    EXPECT_THROW(push({"toool"}), Error);
    store_.remove(hello_);
    EXPECT_THROW(push({"tool"}), Error);
    EXPECT_FALSE(fs::exists(mirror_folder_));
}

TEST_F(PushTest, DocumentsGoWithAPackageAndStay) {
    PushRequest request{{}, home_.tmp(), 90, 2};
    request.describe = [](const std::string& hash, const fs::path& tree, const StoredFile& tarball) {
        EXPECT_TRUE(fs::is_directory(tree / ".spack"));
        return std::map<std::string, std::string>{{layout::kSbom, "bill of " + hash},
                                                  {layout::kProvenance, "origin of " + tarball.sha256}};
    };
    push(request, *mirror_);
    const Index good = index();
    const auto& package = good.packages.at(hello_.hash);
    ASSERT_EQ(package.attached.size(), 2u);
    const std::string sbom = layout::blob(package.attached.at(layout::kSbom).sha256);
    EXPECT_EQ(mirror_->read(sbom, 100), "bill of " + hello_.hash);
    Index other = good;
    other.packages.at(hello_.hash).attached.clear();
    EXPECT_NE(refusal("hello", other).find("another tarball, spec or document"), std::string::npos);
    EXPECT_EQ(refusal("hello", good), "");
    EXPECT_EQ(rebuild_index(*mirror_, signer(), good, *process_, progress_).packages.at(hello_.hash).attached,
              package.attached);
    EXPECT_TRUE(prune_buildcache({}, *mirror_, signer(), *process_, clock_).removed.empty());
    tamper(sbom, flip_a_bit);
    EXPECT_EQ(check_buildcache({key_.fingerprint, signer().public_key(), home_.tmp(), 1}, good, *mirror_, *process_,
                               progress_)
                  .size(),
              1u);
}

}  // namespace
}  // namespace sf
