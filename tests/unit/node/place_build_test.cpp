#include "node/place_build.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class PlaceBuildTest : public ::testing::Test {
  protected:
    PlacedBuild place(const fs::path& tarball) {
        return place_build(prefix_, offer_of_file(tarball), {keyring_, {}, unsigned_is_fine_}, machine_, accept_);
    }
    std::string refusal(const fs::path& tarball) {
        try {
            place(tarball);
        } catch (const Error& error) {
            return error.message();
        }
        return "";
    }
    bool is_empty() const { return fs::is_empty(top_.path()); }

    testing::TinyBundle bundle_;
    TempDir top_{fs::temp_directory_path(), "sf-place-test-"};
    NodePrefix prefix_{top_.path()};
    std::unique_ptr<Process> process_ = make_system_process();
    Keyring keyring_ = Keyring::ephemeral(*process_);
    Machine machine_{"x86_64", "2.36", "flags\t\t: fpu\n"};
    AcceptBuild accept_ = [](const BundleManifest&) {};
    bool unsigned_is_fine_ = true;
};

TEST_F(PlaceBuildTest, MakesABuildThatIsWhole) {
    const auto placed = place(bundle_.pack());
    EXPECT_FALSE(placed.was_there);
    EXPECT_EQ(prefix_.builds(), std::vector<std::string>{placed.name});
    EXPECT_EQ(read_slurm_build(prefix_.build(placed.name)), placed.facts);
    EXPECT_THAT(read_file(prefix_.build(placed.name) / "view/lib/libx.so"),
                HasSubstr((prefix_.build(placed.name) / "view/lib").string()));
    EXPECT_TRUE(place(bundle_.pack()).was_there);
    EXPECT_FALSE(prefix_.current()) << "it only lies there";
}

TEST_F(PlaceBuildTest, WhatIsRefusedLeavesNothing) {
    machine_.arch = "aarch64";
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("for x86_64"));
    machine_.arch = "x86_64";
    accept_ = [](const BundleManifest& manifest) { throw Error(ErrorKind::proof, "not " + manifest.facts().slurm); };
    EXPECT_EQ(refusal(bundle_.pack()), "not 24.11.5");
    accept_ = [](const BundleManifest&) {};
    bundle_.put("view/bin/sinfo", "other", 0755);
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("view/bin/sinfo"));
    EXPECT_TRUE(is_empty());
}

TEST_F(PlaceBuildTest, WhatIsNotSignedIsSaidFirst) {
    unsigned_is_fine_ = false;
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("no signature"));
    bundle_.put("view/bin/sinfo", "other", 0755);
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("no signature")) << "what is not genuine may be broken in any way";
    EXPECT_TRUE(is_empty());
}

TEST_F(PlaceBuildTest, APathThatDoesNotFitIsRefused) {
    prefix_ = NodePrefix(top_.path() / std::string(100, 'x'));
    make_dirs(prefix_.root());
    EXPECT_THAT(refusal(bundle_.pack()), HasSubstr("room for 128 characters"));
}

TEST_F(PlaceBuildTest, InspectingWritesNothing) {
    const auto seen = inspect_offer(prefix_, offer_of_file(bundle_.pack()), {keyring_, {}, true}, machine_, accept_);
    EXPECT_FALSE(seen.was_there);
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(place(bundle_.pack()).name, seen.name);
}

}  // namespace
}  // namespace sf
