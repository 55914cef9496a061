#include "buildcache/spack_cache.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/trusted_index.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

// What push writes is what Spack writes, but for the signed index.
class SpackCacheTest : public testing::SmallCache {
  protected:
    SpackCacheTest() {
        push();
        fs::remove(mirror_folder_ / layout::kSignedIndex);
        trust_.trust(mirror_->url(), key_.fingerprint, key_.public_key);
    }

    Index hints() { return load_trusted_index(*mirror_, trust_, *process_, clock_, false); }

    InstallResult install_hinted(const Index& index) {
        const SpackCache cache(*mirror_, key_.fingerprint, key_.public_key, *process_);
        return install({"tool"}, {{mirror_.get(), &index, &cache}});
    }

    // What refuses to install; "" if nothing. Then the target has no package.
    std::string refusal_of(const Index& index) {
        try {
            install_hinted(index);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source) << e.message();
            EXPECT_FALSE(fs::exists(target_ / tool_.store_name()) || fs::exists(target_ / hello_.store_name()));
            return e.message();
        }
        return "";
    }

    // Replaces the index by a changed one, as anybody who can write to the mirror could.
    void change_index(const std::function<void(Json& installs)>& change) {
        Json index = parse_json(read_described(*mirror_, layout::kIndexManifest, layout::kIndex, 1 << 20), "index");
        change(index["database"]["installs"]);
        put_described(*mirror_, layout::kIndexManifest, layout::kIndex, compact_json(index));
    }

    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(SpackCacheTest, ItsPackagesRunFromTheirNewPlace) {
    const Index index = hints();
    EXPECT_TRUE(index.is_hint);
    EXPECT_EQ(install_hinted(index).packages.size(), 2u);
    const fs::path prefix = target_ / tool_.store_name(), library = target_ / hello_.store_name();
    EXPECT_EQ(testing::sh((prefix / "bin/tool").string()), "42\n");
    EXPECT_EQ(read_file(prefix / "etc/paths"), prefix.string() + " " + library.string() + "/lib\n");
    EXPECT_TRUE(fs::exists(target_ / "bin/sbang"));
}

TEST_F(SpackCacheTest, AFlippedBitInAnyFileIsNoticed) {
    const Index index = hints();
    const SpackCache cache(*mirror_, key_.fingerprint, key_.public_key, *process_);
    const IndexedPackage package = cache.verified(hello_.hash, index);
    for (const auto& path : {layout::spec_manifest("hello", "1.0", hello_.hash), layout::blob(package.spec.sha256),
                             layout::blob(package.tarball.sha256)}) {
        const auto before = read_file(mirror_folder_ / path);
        tamper(path, flip_a_bit);
        EXPECT_NE(refusal_of(index), "") << path;
        write_file_atomic(mirror_folder_ / path, before);
    }
    EXPECT_EQ(refusal_of(index), "");
}

TEST_F(SpackCacheTest, OnlyThePinnedKeyCounts) {
    const auto other = keys_.make("Mallory");
    const SpackCache cache(*mirror_, other.fingerprint, other.public_key, *process_);
    EXPECT_THROW(cache.verified(hello_.hash, hints()), Error);
}

TEST_F(SpackCacheTest, AManifestOfAnotherPackageIsRefused) {
    const auto other = read_file(mirror_folder_ / layout::spec_manifest("tool", "2.0.1", tool_.hash));
    tamper(layout::spec_manifest("hello", "1.0", hello_.hash), [&](std::string& content) { content = other; });
    EXPECT_NE(refusal_of(hints()).find("instead of hello"), std::string::npos);
}

TEST_F(SpackCacheTest, AnIndexThatLeavesADependencyOutIsRefused) {
    change_index([&](Json& installs) { installs[tool_.hash]["spec"].erase("dependencies"); });
    EXPECT_NE(refusal_of(hints()).find("says something else"), std::string::npos);
}

TEST_F(SpackCacheTest, AnIndexThatCallsADependencyExternalIsRefused) {
    change_index([&](Json& installs) { installs[hello_.hash]["spec"]["external"] = {{"path", "/usr"}}; });
    EXPECT_NE(refusal_of(hints()).find("says something else"), std::string::npos);
}

TEST_F(SpackCacheTest, WhatIsNoIndexIsRefused) {
    for (const char* text : {"{}", "[]", R"({"database":{"installs":{"abc":{"spec":{"name":"x"}}}}})"}) {
        put_described(*mirror_, layout::kIndexManifest, layout::kIndex, text);
        EXPECT_THROW(read_spack_index(*mirror_, LayoutVersion::v3), Error) << text;
    }
}

TEST_F(SpackCacheTest, NamesThatLeadOutAreNotOffered) {
    change_index([&](Json& installs) {
        installs["../../x"] = installs[hello_.hash];
        installs[hello_.hash]["spec"]["name"] = "../hello";
        installs[tool_.hash]["spec"]["version"] = "1/../2";
    });
    EXPECT_TRUE(hints().packages.empty());
}

TEST_F(SpackCacheTest, AMirrorWhoseSignedIndexVanishedIsRefused) {
    push();
    EXPECT_FALSE(hints().is_hint);
    fs::remove(mirror_folder_ / layout::kSignedIndex);
    EXPECT_THROW(hints(), Error);
    EXPECT_TRUE(load_trusted_index(*mirror_, trust_, *process_, clock_, true).is_hint);
}

TEST_F(SpackCacheTest, PushingOverIsRefusedWhereSpacksPackagesWouldVanish) {
    EXPECT_EQ(push().serial, 1u);  // the same ones
    fs::remove(mirror_folder_ / layout::kSignedIndex);
    try {
        push({"hello"});
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("would lose tool/"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
