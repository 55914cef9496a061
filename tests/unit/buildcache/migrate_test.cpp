#include "buildcache/migrate.h"

#include <gtest/gtest.h>

#include "buildcache/layout.h"
#include "buildcache/spec_file.h"
#include "mirror/file_mirror.h"
#include "sign/clearsigned.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class MigrateTest : public testing::SmallCache {
  protected:
    MigrateTest() { push({{}, home_.tmp(), 90, 2, PushOnly::everything, LayoutVersion::v2}, *mirror_); }

    MigrateRequest request() const { return {{{key_.fingerprint, key_.public_key}}, false, home_.tmp(), 90, 2}; }
    MigrateResult migrate(const MigrateRequest& request) { return migrate(request, *mirror_); }
    MigrateResult migrate(const MigrateRequest& request, WritableMirror& to) {
        const MigrateTarget target{to, signer()};
        return migrate_buildcache(request, *mirror_, &target, *process_, clock_, progress_);
    }

    // The two packages' faults.
    static std::vector<std::string> faults(const MigrateResult& result) {
        return {result.packages.at(0).fault, result.packages.at(1).fault};
    }
    std::string spec_file(const Spec& spec) {
        const Json json = to_spec_json(tool_, {{hello_.hash, hello_}});
        return layout_v2().signed_file(checked_nodes(json, "test"), spec.hash);
    }
    // As an old Spack left it: no signed index of ours.
    void forget_our_index() { fs::remove(mirror_folder_ / layout::v2::kSignedIndex); }
};

TEST_F(MigrateTest, AMirrorBecomesOneOfV3InPlace) {
    const auto result = migrate(request());
    EXPECT_EQ(faults(result), (std::vector<std::string>{"", ""}));
    EXPECT_EQ(result.serial, 2u);  // readers have seen number 1
    EXPECT_EQ(index().layout, LayoutVersion::v3);
    EXPECT_TRUE(mirror_->exists(layout::v2::kSignedIndex));
    EXPECT_TRUE(mirror_->exists(layout::kIndexManifest));
    install("tool");
    EXPECT_EQ(testing::sh((target_ / tool_.store_name() / "bin/tool").string()), "42\n");
    const auto again = migrate(request());
    EXPECT_TRUE(again.packages[0].was_there && again.packages[1].was_there);
}

TEST_F(MigrateTest, ItIsTheMirrorThatPushWouldMake) {
    const std::unique_ptr<WritableMirror> migrated = std::make_unique<FileMirror>(folder_.path() / "migrated");
    const std::unique_ptr<WritableMirror> pushed = std::make_unique<FileMirror>(folder_.path() / "pushed");
    forget_our_index();
    migrate(request(), *migrated);
    push(PushRequest{{}, home_.tmp()}, *pushed);
    EXPECT_EQ(migrated->list("blobs"), pushed->list("blobs"));
    EXPECT_EQ(migrated->list("v3"), pushed->list("v3"));
    EXPECT_FALSE(migrated->exists(layout::v2::kIndex));
}

TEST_F(MigrateTest, ADryRunWritesNothing) {
    const auto before = mirror_->list(".");
    tamper(spec_file(hello_), flip_a_bit);
    const auto result = migrate_buildcache(request(), *mirror_, nullptr, *process_, clock_, progress_);
    EXPECT_NE(result.packages.at(0).fault, "");
    EXPECT_EQ(result.packages.at(1).fault, "");
    EXPECT_EQ(result.serial, 0u);
    EXPECT_EQ(mirror_->list("."), before);
}

TEST_F(MigrateTest, WhatDoesNotHoldIsLeftOut) {
    forget_our_index();
    const std::string tool = read_file(mirror_folder_ / spec_file(tool_));
    write_file_atomic(mirror_folder_ / spec_file(hello_), tool);  // signed, for another package
    EXPECT_NE(migrate(request()).packages.at(0).fault.find("instead of hello"), std::string::npos);
    EXPECT_EQ(index().packages.size(), 1u);
    EXPECT_TRUE(index().nodes.contains(hello_.hash));  // the other one needs it
}

TEST_F(MigrateTest, SignaturesOfOthersCountWhenNobodyAsksForThem) {
    forget_our_index();
    const auto other = keys_.make("Mallory");
    Signer intruder({other.fingerprint, other.secret_file, {}}, *process_);
    for (const auto& spec : {hello_, tool_})
        tamper(spec_file(spec), [&](std::string& text) { text = intruder.clearsign(clearsigned_body(text)); });
    const auto result = migrate(request());
    EXPECT_NE(result.packages.at(0).fault.find("not trusted here"), std::string::npos);
    EXPECT_EQ(result.serial, 0u);
    EXPECT_FALSE(mirror_->exists(layout::kSignedIndex));
    MigrateRequest unsigned_too = request();
    unsigned_too.keys.clear();
    unsigned_too.unsigned_too = true;
    EXPECT_EQ(faults(migrate(unsigned_too)), (std::vector<std::string>{"", ""}));
}

TEST_F(MigrateTest, WhatNobodySignedIsMigratedOnlyIfThatIsWanted) {
    forget_our_index();
    const std::string path = spec_file(hello_), text = clearsigned_body(read_file(mirror_folder_ / path));
    fs::remove(mirror_folder_ / path);
    mirror_->put(path.substr(0, path.size() - 4), text);
    EXPECT_NE(migrate(request()).packages.at(0).fault.find("no such file"), std::string::npos);
    MigrateRequest unsigned_too = request();
    unsigned_too.unsigned_too = true;
    const auto result = migrate(unsigned_too);
    EXPECT_EQ(result.packages.at(0).fault, "");
    EXPECT_TRUE(result.packages.at(1).was_there);
}

// As Spack 0.23 wrote them: the compiler is an attribute of the node.
TEST_F(MigrateTest, SpecsOfVersion4AreMigrated) {
    Json node = to_node(hello_);
    node.erase("annotations");
    node["compiler"] = {{"name", "gcc"}, {"version", "12.2.0"}};
    const std::string hash = node_hash(node);
    node["hash"] = hash;
    const SpecNodes nodes = {{hash, node}};
    const Index before = load_own_index(*mirror_, LayoutVersion::v2, signer(), *process_);
    const auto& tarball = before.packages.at(hello_.hash).tarball;
    const Json spec_json = {{"spec", {{"_meta", {{"version", 4}}}, {"nodes", {node}}}}};
    mirror_->put(layout_v2().signed_file(nodes, hash), signer().clearsign(spec_file_text(spec_json, tarball.sha256)));
    mirror_->put(layout_v2().tarball(nodes, hash, tarball),
                 read_file(mirror_folder_ / layout_v2().tarball(before.nodes, hello_.hash, tarball)));
    mirror_->put(
        layout::v2::kIndex,
        compact_json(
            {{"database", {{"version", "7"}, {"installs", {{hash, {{"spec", node}, {"in_buildcache", true}}}}}}}}));
    forget_our_index();
    EXPECT_EQ(layout_v2().signed_file(nodes, hash),
              "build_cache/linux-debian12-x86_64_v3-gcc-12.2.0-hello-1.0-" + hash + ".spec.json.sig");
    const auto result = migrate(request());
    ASSERT_EQ(result.packages.size(), 1u);
    EXPECT_EQ(result.packages[0].fault, "");
    const Index index = this->index();
    EXPECT_EQ(index.nodes.at(hash), node);
    const Json spacks = parse_json(spack_index_text(index), "test");
    EXPECT_EQ(spacks.at("database").at("installs").at(hash).at("spec").at("annotations").at("compiler"), "gcc@=12.2.0");
}

TEST_F(MigrateTest, TheOldLayoutIsRemovedWithItsIndexesLast) {
    migrate(request());
    remove_layout_v2(*mirror_);
    EXPECT_FALSE(fs::exists(mirror_folder_ / "build_cache"));
    install("tool");
    EXPECT_THROW(migrate(request()), Error);
}

}  // namespace
}  // namespace sf
