#include "buildcache/publish.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class PublishTest : public testing::SmallCache {
  protected:
    Index update(const IndexChange& change) {
        return update_index({*mirror_, LayoutVersion::v3, signer(), *process_, clock_}, change);
    }
};

TEST_F(PublishTest, WhatSomebodyElsePublishedMeanwhileStays) {
    push({"hello"});
    const std::string other(32, 'b');
    int calls = 0;
    const Index index = update([&](Index& now) {
        if (++calls == 1) update([&](Index& theirs) { theirs.revoked[other] = "theirs"; });
        now.revoked[hello_.hash] = "ours";
    });
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(index.serial, 3u);
    EXPECT_EQ(this->index().revoked, (std::map<std::string, std::string>{{other, "theirs"}, {hello_.hash, "ours"}}));
}

TEST_F(PublishTest, SpacksIndexHasWhatBothPublished) {
    push({"hello"});
    const Index ours = index();
    push({"tool"});
    int calls = 0;
    update([&](Index& now) {
        // As a slow run that read the state before.
        if (++calls == 1) update([&](Index& theirs) { theirs.packages = ours.packages; });
        EXPECT_EQ(now.packages.size(), calls == 1 ? 2u : 1u);
    });
    EXPECT_EQ(read_spack_index(*mirror_, LayoutVersion::v3).packages.size(), 1u);
}

TEST_F(PublishTest, ADescriptionThatIsThereStays) {
    push({"hello"});
    const std::string path = layout::spec_manifest("hello", "1.0", hello_.hash);
    const std::string before = read_file(mirror_folder_ / path);
    fs::remove(mirror_folder_ / layout::kSignedIndex);  // as another run that has yet to publish what it pushed
    fs::remove(mirror_folder_ / layout::kIndexManifest);
    push({"hello"});
    EXPECT_EQ(read_file(mirror_folder_ / path), before);
    EXPECT_EQ(refusal("hello", index()), "");
}

TEST_F(PublishTest, ADescriptionWithOtherDocumentsStaysToo) {
    PushRequest request{{"hello"}, home_.tmp(), 90, 2};
    const auto saying = [](const std::string& text) {
        return [text](const std::string&, const fs::path&, const StoredFile&) {
            return std::map<std::string, std::string>{{layout::kSbom, text}};
        };
    };
    request.describe = saying("of a first build");
    push(request, *mirror_);
    const auto first = index().packages.at(hello_.hash);
    fs::remove(mirror_folder_ / layout::kSignedIndex);
    fs::remove(mirror_folder_ / layout::kIndexManifest);
    request.describe = saying("of another build");
    push(request, *mirror_);
    EXPECT_EQ(index().packages.at(hello_.hash).attached, first.attached);
    EXPECT_EQ(index().packages.at(hello_.hash).manifest, first.manifest);
    EXPECT_EQ(refusal("hello", index()), "");
}

TEST_F(PublishTest, ADamagedDescriptionIsWrittenAnew) {
    push({"hello"});
    tamper(layout::spec_manifest("hello", "1.0", hello_.hash), flip_a_bit);
    fs::remove(mirror_folder_ / layout::kSignedIndex);
    fs::remove(mirror_folder_ / layout::kIndexManifest);
    push({"hello"});
    EXPECT_EQ(refusal("hello", index()), "");
}

}  // namespace
}  // namespace sf
