// The old layout has the same guarantees as v3: what push, install, check, copy and update-index do with it.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "buildcache/check.h"
#include "buildcache/copy.h"
#include "buildcache/keys.h"
#include "buildcache/layout.h"
#include "buildcache/rebuild_index.h"
#include "buildcache/spack_cache.h"
#include "buildcache/trusted_index.h"
#include "mirror/file_mirror.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class LayoutV2Test : public testing::SmallCache {
  protected:
    LayoutV2Test() { push(request(), *mirror_); }

    PushRequest request(LayoutVersion layout = LayoutVersion::v2) const {
        return {{}, home_.tmp(), 90, 2, PushOnly::everything, layout};
    }
    std::string tarball(const Spec& spec) {
        return layout_v2().tarball(index().nodes, spec.hash, index().packages.at(spec.hash).tarball);
    }
    std::string spec_file(const Spec& spec) { return layout_v2().signed_file(index().nodes, spec.hash); }
};

TEST_F(LayoutV2Test, PathsAreSpacks) {
    const std::string stem = "linux-debian12-x86_64_v3-none-none-tool-2.0.1-" + tool_.hash;
    EXPECT_EQ(spec_file(tool_), "build_cache/" + stem + ".spec.json.sig");
    EXPECT_EQ(tarball(tool_), "build_cache/linux-debian12-x86_64_v3/none-none/tool-2.0.1/" + stem + ".spack");
    SpecNodes nodes = index().nodes;
    for (const char* name : {"../tool", "a/b", ""}) {
        nodes.at(tool_.hash)["name"] = name;
        EXPECT_THROW(layout_v2().signed_file(nodes, tool_.hash), Error) << name;
    }
}

TEST_F(LayoutV2Test, HasWhatSpackReadsAndNothingOfV3) {
    EXPECT_TRUE(read_file(mirror_folder_ / spec_file(tool_)).starts_with("-----BEGIN PGP SIGNED MESSAGE-----"));
    const auto spacks = read_file(mirror_folder_ / "build_cache/index.json");
    EXPECT_EQ(read_file(mirror_folder_ / "build_cache/index.json.hash"), sha256_hex(spacks));
    EXPECT_EQ(read_file(mirror_folder_ / "build_cache/_pgp/index.json"),
              R"({"keys":{")" + key_.fingerprint + R"(":{}}})");
    EXPECT_TRUE(fs::exists(mirror_folder_ / "build_cache/_pgp" / (key_.fingerprint + ".pub")));
    EXPECT_FALSE(fs::exists(mirror_folder_ / "v3") || fs::exists(mirror_folder_ / "blobs"));
}

TEST_F(LayoutV2Test, TarballsAreThoseOfV3) {
    const std::unique_ptr<WritableMirror> other = std::make_unique<FileMirror>(folder_.path() / "v3");
    push(request(LayoutVersion::v3), *other);
    EXPECT_EQ(index().packages.at(tool_.hash).tarball, index(*other).packages.at(tool_.hash).tarball);
}

TEST_F(LayoutV2Test, AMirrorKeepsIt) {
    EXPECT_TRUE(push().packages[1].was_there);
    EXPECT_EQ(index().serial, 2u);
    EXPECT_THROW(push(request(LayoutVersion::v3), *mirror_), Error);
}

TEST_F(LayoutV2Test, ItsKeyIsTrustedAndItsIndexBelieved) {
    const TrustStore trust(folder_.path() / "trust");
    EXPECT_EQ(offered_keys(*mirror_, trust, *process_).at(0).key.fingerprint, key_.fingerprint);
    trust_key(*mirror_, key_.fingerprint, trust, *process_);
    EXPECT_EQ(load_trusted_index(*mirror_, trust, *process_, clock_, false).packages.size(), 2u);
    // An index of one layout is none of the other.
    mirror_->put(layout::kSignedIndex, read_file(mirror_folder_ / layout::v2::kSignedIndex));
    EXPECT_THROW(load_trusted_index(*mirror_, trust, *process_, clock_, false), Error);
}

TEST_F(LayoutV2Test, AProgramRunsFromItsNewPlace) {
    install("tool");
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
}

TEST_F(LayoutV2Test, MirrorsOfBothLayoutsAreTakenTogether) {
    const std::unique_ptr<WritableMirror> top = std::make_unique<FileMirror>(folder_.path() / "top");
    push({{"tool"}, home_.tmp(), 90, 1, PushOnly::package}, *top);
    const Index of_top = index(*top), of_deps = index();
    install({"tool"}, {{top.get(), &of_top}, {mirror_.get(), &of_deps}});
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
}

TEST_F(LayoutV2Test, AFlippedBitInAnyFileIsNoticed) {
    expect_damage_is_noticed({tarball(hello_), spec_file(hello_)}, index());
}

TEST_F(LayoutV2Test, WhatWasSignedForAnotherPackageIsRefused) {
    Index swapped = index();
    const auto other = read_file(mirror_folder_ / spec_file(tool_));
    tamper(spec_file(hello_), [&](std::string& content) { content = other; });
    EXPECT_NE(refusal("hello", index()), "");
    auto& hello = swapped.packages.at(hello_.hash);
    hello.manifest = swapped.packages.at(tool_.hash).manifest;
    EXPECT_NE(refusal("hello", swapped).find("names another"), std::string::npos);
    hello.tarball = swapped.packages.at(tool_.hash).tarball;
    EXPECT_NE(refusal("hello", swapped).find("instead of hello"), std::string::npos);
}

TEST_F(LayoutV2Test, CheckNamesWhatIsFaulty) {
    const CheckRequest request{key_.fingerprint, key_.public_key, home_.tmp(), 2};
    EXPECT_TRUE(check_buildcache(request, index(), *mirror_, *process_, progress_).empty());
    tamper(tarball(hello_), flip_a_bit);
    const auto faults = check_buildcache(request, index(), *mirror_, *process_, progress_);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].package, "hello/" + hello_.hash);
}

// As a Spack before 1.0 leaves it: its index is a hint, what counts is signed by the pinned key.
TEST_F(LayoutV2Test, WithoutAnIndexOfOursItIsReadAsSpacks) {
    const auto files = {tarball(hello_), spec_file(hello_)};
    fs::remove(mirror_folder_ / layout::v2::kSignedIndex);
    const TrustStore trust(folder_.path() / "trust");
    trust_key(*mirror_, key_.fingerprint, trust, *process_);
    const Index hints = load_trusted_index(*mirror_, trust, *process_, clock_, false);
    EXPECT_TRUE(hints.is_hint);
    const SpackCache cache(*mirror_, key_.fingerprint, key_.public_key, *process_);
    for (const auto& path : files) {
        const auto before = read_file(mirror_folder_ / path);
        tamper(path, flip_a_bit);
        EXPECT_THROW(install({"tool"}, {{mirror_.get(), &hints, &cache}}), Error) << path;
        write_file_atomic(mirror_folder_ / path, before);
    }
    install({"tool"}, {{mirror_.get(), &hints, &cache}});
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
    const CheckRequest request{key_.fingerprint, key_.public_key, home_.tmp(), 2};
    EXPECT_TRUE(check_buildcache(request, hints, *mirror_, *process_, progress_).empty());
    EXPECT_THROW(push({"hello"}), Error);  // Spack's index would lose the other one
}

TEST_F(LayoutV2Test, ACopyHasTheSameLayout) {
    const std::unique_ptr<WritableMirror> copy = std::make_unique<FileMirror>(folder_.path() / "copy");
    const CopyRequest request{read_file(mirror_folder_ / layout::v2::kSignedIndex), key_.fingerprint, key_.public_key,
                              home_.tmp(), 2};
    EXPECT_EQ(copy_buildcache(request, index(), *mirror_, *copy, progress_).copied, 2u);
    EXPECT_EQ(copy_buildcache(request, index(), *mirror_, *copy, progress_).was_there, 2u);
    EXPECT_EQ(copy->list("build_cache"), mirror_->list("build_cache"));
    install("tool", index(*copy), *copy);
    const std::unique_ptr<WritableMirror> other = std::make_unique<FileMirror>(folder_.path() / "other");
    push(PushRequest{{}, home_.tmp()}, *other);
    EXPECT_THROW(copy_buildcache(request, index(), *mirror_, *other, progress_), Error);
}

TEST_F(LayoutV2Test, ItsIndexIsMadeAgainFromWhatLiesThere) {
    const Index before = index();
    Index none;
    none.layout = LayoutVersion::v2;
    Index again = rebuild_index(*mirror_, signer(), none, *process_, progress_);  // reads the tarballs
    again.serial = before.serial;
    again.created = before.created;
    again.expires = before.expires;
    EXPECT_EQ(index_text(again), index_text(before));
    fs::copy_file(mirror_folder_ / spec_file(tool_), mirror_folder_ / spec_file(hello_),
                  fs::copy_options::overwrite_existing);
    EXPECT_EQ(rebuild_index(*mirror_, signer(), before, *process_, progress_).packages.size(), 1u);
}

}  // namespace
}  // namespace sf
