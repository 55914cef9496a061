#include "bundle/bundle.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

class FixedClock : public Clock {
  public:
    std::int64_t unix_seconds() override { return now++; }
    double steady_seconds() override { return 0; }
    std::int64_t now = 1800000000;
};

class BundleTest : public ::testing::Test {
  protected:
    BundleResult make() {
        BuildFacts facts;
        facts.program_version = "1.2.3";
        return make_bundle(stack_.plan, stack_.home, stack_.store, catalog_, root_, options_, clock_, *progress_,
                           std::move(facts));
    }
    bool current() { return current_bundle(stack_.plan, catalog_, options_).has_value(); }

    std::vector<std::string> output_names() {
        std::vector<std::string> names;
        walk_sorted(stack_.output(),
                    [&](const fs::directory_entry&, const std::string& relative) { names.push_back(relative); });
        return names;
    }

    testing::SmallStack stack_;
    Catalog catalog_ = Catalog::load({stack_.catalog_folder()});
    RootFs root_{stack_.scratch() / "root", std::string(64, 'e'), {{"gcc-12", "12.2.0-14"}}};
    BundleOptions options_{stack_.output(), Compression::gzip, false};
    FixedClock clock_;
    std::unique_ptr<Progress> progress_ = make_progress(clock_, false, true);
};

TEST_F(BundleTest, MakesATreeThatRunsWithAllItsDocuments) {
    const auto result = make();
    EXPECT_EQ(result.tarball.filename(), "slurm-24.11-bookworm-minimal-software.tar.gz");
    EXPECT_EQ(result.immutable_tarball.filename(), "slurm-24.11.5-bookworm-minimal-software.tar.gz");
    EXPECT_EQ(result.module_tarball.filename(), "slurm-24.11-bookworm-module.tar.gz");
    EXPECT_EQ(result.glibc_floor, "2.34");
    EXPECT_EQ(result.sha256, sha256_file(result.tarball));
    const auto at = stack_.scratch() / "opt/slurm";
    make_dirs(at);
    testing::sh("tar -xf " + result.tarball.string() + " -C " + at.string());
    EXPECT_EQ(testing::sh((at / "view/bin/srun").string()), "42\n");
    EXPECT_TRUE(fs::exists(at / "modules/slurm/24.11-bookworm.lua"));
    for (const char* name : {"capabilities", "relocation", "files", "spec", "sources", "sbom.spdx", "requirements"})
        EXPECT_NO_THROW(read_json(at / "manifest" / (std::string(name) + ".json"))) << name;
    EXPECT_TRUE(read_json(at / "manifest/relocation.json").at("entries").empty());
    EXPECT_ANY_THROW(testing::sh("grep -r __padding__ " + at.string()));
    EXPECT_EQ(testing::sh("tar -tf " + result.module_tarball.string()),
              "modules/\nmodules/slurm/\nmodules/slurm/24.11-bookworm.lua\n");
    testing::sh("cd " + stack_.output().string() + " && sha256sum --quiet -c *.sha256");
}

TEST_F(BundleTest, TheSameInputsGiveTheSameBytes) {
    const auto first = make().sha256;
    const auto names = output_names();
    EXPECT_EQ(make().sha256, first);
    EXPECT_EQ(output_names(), names) << "nothing temporary may stay";
    EXPECT_TRUE(fs::is_empty(stack_.home.tmp()));
}

TEST_F(BundleTest, ZstdGivesTheSameTreeUnderItsOwnName) {
    const auto gzip = make();
    options_.compression = Compression::zstd;
    EXPECT_FALSE(current());
    const auto zstd = make();
    EXPECT_EQ(zstd.tarball.filename(), "slurm-24.11-bookworm-minimal-software.tar.zst");
    EXPECT_EQ(zstd.module_tarball.filename(), "slurm-24.11-bookworm-module.tar.zst");
    EXPECT_TRUE(current());
    EXPECT_EQ(testing::sh("zstd -dc " + zstd.tarball.string() + " | sha256sum"),
              testing::sh("gzip -dc " + gzip.tarball.string() + " | sha256sum"));
}

TEST_F(BundleTest, AHierarchyOfModulesIsAnotherBundleOfTheSameName) {
    const auto flat = make();
    options_.hierarchy = true;
    EXPECT_FALSE(current());
    const auto result = make();
    EXPECT_EQ(result.tarball, flat.tarball);
    EXPECT_TRUE(current());
    EXPECT_EQ(testing::sh("tar -tf " + result.module_tarball.string() + " | grep lua"),
              "modules/Core/gcc/12.lua\nmodules/slurm/24.11-bookworm.lua\n");
}

TEST_F(BundleTest, IsCurrentUntilSomethingChanges) {
    EXPECT_FALSE(current());
    const auto result = make();
    EXPECT_TRUE(current());
    EXPECT_EQ(current_bundle(stack_.plan, catalog_, options_)->sha256, result.sha256);
    stack_.plan.packages[0].source.sha256 = std::string(64, '0');
    EXPECT_FALSE(current());
    stack_.plan.packages[0].source.sha256 = std::string(64, 'a');
    EXPECT_TRUE(current());
    fs::remove(result.module_tarball);
    EXPECT_FALSE(current());
    make();
    EXPECT_TRUE(current());
    testing::sh("touch " + result.tarball.string());
    EXPECT_FALSE(current());
    write_file_atomic(stack_.output() / ".slurm-24.11-bookworm-minimal-software.tar.gz.stamp.json", "{\"version\": 1}");
    EXPECT_FALSE(current());
}

TEST_F(BundleTest, AFaultLeavesTheLastGoodBundle) {
    const auto result = make();
    write_file_atomic(stack_.prefix_of("slurm") / "share/doc/slurm/log.html",
                      "in " + stack_.home.root.string() + "/store\n");
    try {
        make();
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("view/share/doc/slurm/log.html"), std::string::npos) << error.message();
        EXPECT_NE(error.message().find(stack_.home.root.string()), std::string::npos) << error.message();
    }
    EXPECT_EQ(sha256_file(result.tarball), result.sha256);
    EXPECT_TRUE(current());
    EXPECT_TRUE(fs::is_empty(stack_.home.tmp()));
}

TEST_F(BundleTest, RemovesWhatAKilledRunLeft) {
    const auto leftover = stack_.home.tmp() / "bundle-slurm-24.11-bookworm-minimal-software.tar.gz-dead";
    const auto staged = stack_.output() / ".bundle-slurm-24.11-bookworm-minimal-software.tar.gz-dead";
    make_dirs(leftover);
    make_dirs(staged);
    make();
    EXPECT_FALSE(fs::exists(leftover));
    EXPECT_FALSE(fs::exists(staged));
}

TEST_F(BundleTest, ListsBakedStringsAndCopiesAssets) {
    write_file_atomic(stack_.prefix_of("slurm") / "share/doc/slurm/baked",
                      "at " + stack_.plan.at("slurm").prefix + "/bin\n");
    make_dirs(stack_.catalog_folder() / "assets/slurm_assets/slurm");
    write_file_atomic(stack_.catalog_folder() / "assets/slurm_assets/slurm/slurm.conf.template", "ClusterName=x\n");
    write_file_atomic(stack_.catalog_folder() / "assets/slurm_assets/slurm_install.sh", "#!/bin/sh\n", 0755);
    const auto result = make();
    const auto at = stack_.scratch() / "s";
    make_dirs(at);
    testing::sh("tar -xf " + result.tarball.string() + " -C " + at.string());
    const auto entries = read_json(at / "manifest/relocation.json").at("entries");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].at("file"), "share/doc/slurm/baked");
    EXPECT_EQ(entries[0].at("offset"), 3);
    EXPECT_EQ(entries[0].at("room"), 128);
    EXPECT_EQ(entries[0].at("target"), "view");
    EXPECT_EQ(read_file(at / "data/slurm_assets/slurm/slurm.conf.template"), "ClusterName=x\n");
    testing::sh("test ! -x " + (at / "data/slurm_assets/slurm/slurm.conf.template").string());
    EXPECT_EQ(testing::sh(at / "data/slurm_assets/slurm_install.sh"), "");
}

TEST(BundleName, FollowsFlavourAndArchitecture) {
    testing::SmallStack stack;
    EXPECT_EQ(bundle_name(stack.plan, "24.11.5"), "slurm-24.11.5-bookworm-minimal-software");
    stack.plan.context.flavour = "default";
    EXPECT_EQ(bundle_name(stack.plan, "24.11"), "slurm-24.11-bookworm-software");
    stack.plan.context.flavour = "gpu";
    stack.plan.context.arch = "aarch64";
    EXPECT_EQ(bundle_name(stack.plan, "24.11"), "slurm-24.11-bookworm-gpu-aarch64-software");
    stack.plan.request.with = {"pyxis"};
    EXPECT_EQ(bundle_name(stack.plan, "24.11"), "slurm-24.11-bookworm-gpu-pyxis-aarch64-software");
    EXPECT_EQ(bundle_paths(stack.plan, {"/out", Compression::zstd, false}).module_tarball,
              "/out/slurm-24.11-bookworm-aarch64-module.tar.zst");
}

}  // namespace
}  // namespace sf
