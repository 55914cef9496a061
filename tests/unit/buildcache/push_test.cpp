#include "buildcache/push.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
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

}  // namespace
}  // namespace sf
