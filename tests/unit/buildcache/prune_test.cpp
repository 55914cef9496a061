#include "buildcache/prune.h"

#include <gtest/gtest.h>

#include "buildcache/check.h"
#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class PruneTest : public testing::SmallCache {
  protected:
    PruneTest() { push(); }

    PruneResult prune(std::vector<std::string> keep = {}, bool dry_run = false) {
        return prune_buildcache({std::move(keep), dry_run, 90}, *mirror_, signer(), *process_, clock_);
    }
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        walk_sorted(mirror_folder_, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (!entry.is_directory()) found.push_back(relative);
        });
        return found;
    }
    void expect_good(std::size_t packages) {
        const Index now = index();
        EXPECT_EQ(now.packages.size(), packages);
        const auto faults = check_buildcache({key_.fingerprint, signer().public_key(), home_.tmp(), 1}, now, *mirror_,
                                             *process_, progress_);
        EXPECT_TRUE(faults.empty());
    }
};

TEST_F(PruneTest, WhatTheIndexDoesNotNameIsRemoved) {
    const std::string stray = layout::blob(std::string(64, 'a'));
    const std::string manifest = layout::spec_manifest("old", "1", "abc");
    for (const auto& path :
         {stray, manifest, std::string("blobs/.put-Xy/part"), std::string("v3/manifests/key/.x.json.aB")}) {
        make_dirs((mirror_folder_ / path).parent_path());
        write_file_atomic(mirror_folder_ / path, "text");
    }
    const auto before = files();
    const auto planned = prune({}, true);
    EXPECT_EQ(planned.removed.size(), 4u);
    EXPECT_EQ(planned.removed.front().bytes, 4u);
    EXPECT_EQ(files(), before);
    const auto done = prune();
    EXPECT_EQ(done.removed.size(), 4u);
    EXPECT_EQ(done.dropped, 0u);
    EXPECT_EQ(done.serial, planned.serial + 1);
    for (const auto& file : planned.removed) EXPECT_FALSE(fs::exists(mirror_folder_ / file.path)) << file.path;
    EXPECT_FALSE(fs::exists(mirror_folder_ / "blobs/.put-Xy"));
    expect_good(2);
}

TEST_F(PruneTest, PackagesThatAreNotKeptAreDropped) {
    const auto done = prune({"hello"});
    EXPECT_EQ(done.kept, 1u);
    EXPECT_EQ(done.dropped, 1u);
    EXPECT_EQ(done.removed.size(), 3u);     // manifest, spec, tarball
    EXPECT_EQ(prune().removed.size(), 1u);  // Spack's index of before, which somebody may have been reading
    expect_good(1);
    EXPECT_FALSE(index().nodes.contains(tool_.hash));
    EXPECT_THROW(prune({"tool"}), Error);
}

TEST_F(PruneTest, WhatAKeptPackageNeedsToRunIsKept) {
    EXPECT_EQ(prune({"tool@2"}).dropped, 0u);
    expect_good(2);
}

TEST_F(PruneTest, KeysIndexesAndForeignFilesStay) {
    for (const char* path : {"README", "build_cache/index.json", "v3/other/file", "v3/layout.json.bak"}) {
        make_dirs((mirror_folder_ / path).parent_path());
        write_file_atomic(mirror_folder_ / path, "not ours");
    }
    const auto before = files();
    prune();
    const auto after = files();
    EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
}

TEST_F(PruneTest, WithoutAnIndexThatSaysWhatToKeepNothingIsRemoved) {
    const auto refused = [&] {
        const auto before = files();
        EXPECT_THROW(prune(), Error);
        EXPECT_EQ(files(), before);
    };
    write_file_atomic(mirror_folder_ / "blobs/stray", "");
    const auto manifest = read_file(mirror_folder_ / layout::kKeyIndexManifest);
    write_file_atomic(mirror_folder_ / layout::kKeyIndexManifest, "damaged");
    refused();
    write_file_atomic(mirror_folder_ / layout::kKeyIndexManifest, manifest);
    fs::remove(mirror_folder_ / layout::kSignedIndex);
    refused();
}

}  // namespace
}  // namespace sf
