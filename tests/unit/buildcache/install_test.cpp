#include "buildcache/install.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "mirror/file_mirror.h"
#include "mirror/http_mirror.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class InstallTest : public testing::SmallCache {
  protected:
    InstallTest() { push(); }

    std::string tarball_path(const Spec& spec) { return layout::blob(index().packages.at(spec.hash).tarball.sha256); }
    static std::string manifest_path(const Spec& spec) {
        return layout::spec_manifest(spec.name, spec.version, spec.hash);
    }
};

TEST_F(InstallTest, AProgramRunsFromItsNewPlace) {
    const auto result = install("tool@2");
    ASSERT_EQ(result.packages.size(), 2u);
    EXPECT_EQ(result.packages[0].name, "hello");  // dependencies first
    const fs::path prefix = target_ / tool_.store_name(), library = target_ / hello_.store_name();
    EXPECT_EQ(testing::sh((prefix / "bin/tool").string()), "42\n");
    EXPECT_EQ(testing::sh((prefix / "link").string()), "42\n");
    EXPECT_EQ(read_file(prefix / "etc/paths"), prefix.string() + " " + library.string() + "/lib\n");
    EXPECT_TRUE(fs::is_directory(prefix / "etc/empty"));
    EXPECT_TRUE(fs::exists(prefix / ".spack/binary_distribution"));
    EXPECT_EQ(read_file(prefix / ".spack/spec.json"), read_file(store_.path(tool_) / ".spack/spec.json"));
}

TEST_F(InstallTest, OneMirrorHasThePackageAndAnotherOneWhatItNeeds) {
    const std::unique_ptr<WritableMirror> top = std::make_unique<FileMirror>(folder_.path() / "top");
    const std::unique_ptr<WritableMirror> deps = std::make_unique<FileMirror>(folder_.path() / "deps");
    EXPECT_EQ(push({{"tool"}, home_.tmp(), 90, 1, PushOnly::package}, *top).packages.size(), 1u);
    EXPECT_EQ(push({{"tool"}, home_.tmp(), 90, 1, PushOnly::dependencies}, *deps).packages.at(0).name, "hello");
    const Index of_top = index(*top), of_deps = index(*deps);
    try {
        install({"tool"}, {{top.get(), &of_top}});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("no mirror has hello/"), std::string::npos);
    }
    install({"tool"}, {{deps.get(), &of_deps}, {top.get(), &of_top}});
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
}

TEST_F(InstallTest, WhatIsThereStays) {
    install("hello");
    const auto second = install("tool");
    EXPECT_TRUE(second.packages[0].was_there);
    EXPECT_FALSE(second.packages[1].was_there);
    EXPECT_EQ(install("tool").bytes, 0u);
}

TEST_F(InstallTest, TheLeftoverOfAKilledRunIsReplaced) {
    write_file_atomic(Store(target_, target_ / ".locks").begin(tool_) / "half", "");
    install("tool");
    EXPECT_EQ(packages_in_target(), 2);
    EXPECT_FALSE(fs::exists(target_ / tool_.store_name() / "half"));
}

// Remembers what the items were doing.
class DoingProgress final : public SilentProgress {
  public:
    void doing(const std::string& item, const std::string& what) override {
        const std::lock_guard lock(mutex_);
        lines.insert(item + ": " + what);
    }
    std::set<std::string> lines;

  private:
    std::mutex mutex_;
};
TEST_F(InstallTest, WhatPackagesHaveInCommonIsOneFile) {
    EXPECT_EQ(install("hello").shared_bytes, 0u);
    EXPECT_EQ(install("tool").shared_bytes, 100'000u);  // with a package of an earlier install
    std::vector<fs::path> licences;
    for (const auto& spec : {hello_, tool_}) licences.push_back(target_ / spec.store_name() / "share" / spec.name);
    EXPECT_TRUE(fs::equivalent(licences[0], licences[1]));
    EXPECT_EQ(read_file(licences[1]), std::string(100'000, 'l'));
    remove_tree(target_ / hello_.store_name());
    remove_tree(target_ / tool_.store_name());
    EXPECT_EQ(install("tool").shared_bytes, 100'000u);  // with one another
}

TEST_F(InstallTest, AViewHasThemAsOneTree) {
    view_ = folder_.path() / "view";
    install("tool");
    EXPECT_EQ(testing::sh((view_ / "bin/tool").string()), "42\n");
    EXPECT_TRUE(fs::exists(view_ / "lib/libhello.so.1"));
    remove_tree(view_);
    EXPECT_EQ(install("tool").bytes, 0u);  // all there already
    EXPECT_EQ(testing::sh((view_ / "bin/tool").string()), "42\n");
}

TEST_F(InstallTest, WhatDoesNotFitIntoTheViewIsNotInstalledEither) {
    view_ = folder_.path() / "view";
    make_dirs(view_ / "etc");
    EXPECT_NE(refusal("tool", index()).find("there already"), std::string::npos);
    EXPECT_FALSE(fs::exists(fs::symlink_status(view_ / "bin")));
}

TEST_F(InstallTest, AWebServerServesItAsWell) {
    FakeHttp http;
    for (const auto& path : mirror_->list("blobs")) http.content["http://host/" + path] = mirror_->read(path, 1 << 20);
    for (const auto& path : mirror_->list("v3")) http.content["http://host/" + path] = mirror_->read(path, 1 << 20);
    HttpMirror mirror("http://host", http);
    const Index all = index();
    DoingProgress progress;
    install_packages({{"tool"}, target_, home_.tmp() / "downloads", 2}, {{&mirror, &all}}, clock_, progress);
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
    const std::string size = format_bytes(all.packages.at(hello_.hash).tarball.bytes);
    EXPECT_TRUE(progress.lines.contains("hello 1.0: download " + size + " of " + size));
    EXPECT_TRUE(progress.lines.contains("hello 1.0: unpack"));
    for (const auto& entry : fs::directory_iterator(home_.tmp() / "downloads"))
        EXPECT_EQ(entry.path().extension(), ".lock");
}

TEST_F(InstallTest, AFlippedBitInAnyFileIsNoticed) {
    const Index good = index();
    expect_damage_is_noticed(
        {tarball_path(hello_), manifest_path(hello_), layout::blob(good.packages.at(hello_.hash).spec.sha256)}, good);
}

TEST_F(InstallTest, AManifestOfAnotherPackageIsRefused) {
    const Index good = index();
    const auto other = read_file(mirror_folder_ / manifest_path(tool_));
    tamper(manifest_path(hello_), [&](std::string& content) { content = other; });
    EXPECT_NE(refusal("hello", good), "");
    // Even where the index were signed with it: names and hashes do not fit.
    Index swapped = good;
    auto& hello = swapped.packages.at(hello_.hash);
    const auto& tool = swapped.packages.at(tool_.hash);
    hello.manifest = tool.manifest;
    EXPECT_NE(refusal("hello", swapped).find("names another"), std::string::npos);
    hello.tarball = tool.tarball;
    hello.unpacked_bytes = tool.unpacked_bytes;
    hello.spec = tool.spec;
    EXPECT_NE(refusal("hello", swapped).find("instead of hello"), std::string::npos);
}

TEST_F(InstallTest, OtherSizesThanTheIndexSaysAreRefused) {
    for (const int change : {-1, 1}) {
        Index other = index();
        other.packages.at(hello_.hash).unpacked_bytes += static_cast<std::uint64_t>(change);
        EXPECT_NE(refusal("hello", other).find("decompresses to"), std::string::npos);
        other = index();
        other.packages.at(hello_.hash).tarball.bytes += static_cast<std::uint64_t>(change);
        EXPECT_NE(refusal("hello", other), "");
    }
}

TEST_F(InstallTest, ATooLongPlaceAndMissingPackagesAreUsageErrors) {
    target_ = folder_.path() / std::string(100, 'x');
    EXPECT_NE(refusal("hello", index()).find("too long"), std::string::npos);
    EXPECT_FALSE(fs::exists(target_));
    Index without = index();
    without.packages.erase(hello_.hash);
    EXPECT_NE(refusal("tool", without).find("no mirror has hello"), std::string::npos);
    EXPECT_NE(refusal("toool", without), "");
}

TEST_F(InstallTest, WhatWasRevokedIsNotInstalledNorWhatNeedsIt) {
    Index revoking = index();
    revoking.revoked[hello_.hash] = "CVE-2026-1";
    for (const char* wanted : {"hello", "tool"})
        EXPECT_NE(refusal(wanted, revoking).find("revoked by who published it: CVE-2026-1"), std::string::npos);
    const Index good = index();
    EXPECT_THROW(install({"hello"}, {{mirror_.get(), &good}, {mirror_.get(), &revoking}}), Error);
}

}  // namespace
}  // namespace sf
