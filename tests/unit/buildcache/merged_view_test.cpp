#include "buildcache/merged_view.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"

namespace sf {
namespace {

class MergedViewTest : public ::testing::Test {
  protected:
    // A package in the store: path -> content.
    ViewedPackage package(const std::string& name, const std::string& version,
                          const std::map<std::string, std::string>& files) {
        const fs::path prefix = folder_.path() / "store" / (name + "-" + version);
        for (const auto& [relative, content] : files) {
            make_dirs((prefix / relative).parent_path());
            write_file_atomic(prefix / relative, content);
        }
        make_dirs(prefix / ".spack");
        write_file_atomic(prefix / ".spack/spec.json", "");
        return {name, prefix, prefix};
    }

    void install(std::vector<ViewedPackage> packages) {
        MergedView view(view_, {});
        view.stage(std::move(packages));
        view.publish();
    }
    // What stage() throws; "" if nothing.
    std::string refusal(std::vector<ViewedPackage> packages) {
        try {
            MergedView(view_, {}).stage(std::move(packages));
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage);
            return e.message();
        }
        return "";
    }
    std::string read(const std::string& relative) const { return read_file(view_ / relative); }
    std::size_t trees() const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(view_))
            count += entry.path().filename().string().starts_with(".view-") ? 1 : 0;
        return count;
    }

    TempDir folder_{fs::temp_directory_path(), "sf-view-"};
    fs::path view_ = folder_.path() / "view";
};

TEST_F(MergedViewTest, PackagesAreOneTree) {
    install({package("a", "1", {{"bin/a", "a"}, {"share/doc/a", "doc"}}), package("b", "1", {{"bin/b", "b"}})});
    EXPECT_EQ(read("bin/a") + read("bin/b") + read("share/doc/a"), "abdoc");
    EXPECT_EQ(fs::read_symlink(view_ / "bin"), ".view/bin");
    EXPECT_EQ(fs::read_symlink(view_ / ".view/bin/a"), folder_.path() / "store/a-1/bin/a");
    EXPECT_FALSE(fs::exists(view_ / ".view/.spack"));
}

TEST_F(MergedViewTest, FilesThatAreStillBesideTheirPlaceAreLinkedToThePlace) {
    auto moved = package("a", "1", {{"bin/a", "a"}});
    moved.files = folder_.path() / "store/.tmp-a-1";
    fs::rename(moved.prefix, moved.files);
    MergedView view(view_, {});
    view.stage({moved});
    fs::rename(moved.files, moved.prefix);
    view.publish();
    EXPECT_EQ(read("bin/a"), "a");
}

TEST_F(MergedViewTest, ASecondInstallAddsAndReplacesByName) {
    install({package("a", "1", {{"bin/a", "one"}, {"etc/a", "old"}}), package("b", "1", {{"bin/b", "b"}})});
    install({package("a", "2", {{"bin/a", "two"}})});
    EXPECT_EQ(read("bin/a") + read("bin/b"), "twob");
    EXPECT_FALSE(fs::exists(fs::symlink_status(view_ / "etc")));
    EXPECT_EQ(trees(), 1u);
    remove_tree(folder_.path() / "store/b-1");  // what is no longer in the store leaves the view
    install({package("c", "1", {{"lib/c", "c"}})});
    EXPECT_FALSE(fs::exists(fs::symlink_status(view_ / "bin/b")));
    EXPECT_EQ(read("bin/a") + read("lib/c"), "twoc");
}

TEST_F(MergedViewTest, DifferentFilesOfOneNameAreRefusedAndNothingChanges) {
    install({package("a", "1", {{"bin/x", "a"}, {"share/same", "same"}})});
    EXPECT_EQ(refusal({package("b", "1", {{"bin/x", "b"}})}), "a-1 and b-1 both have bin/x, and not the same");
    EXPECT_NE(refusal({package("c", "1", {{"bin", "a file"}})}), "");
    EXPECT_NE(refusal({package("a", "2", {}), package("a", "3", {})}), "");
    EXPECT_EQ(read("bin/x"), "a");
    EXPECT_EQ(trees(), 1u);
    EXPECT_EQ(refusal({package("d", "1", {{"share/same", "same"}})}), "");
}

TEST_F(MergedViewTest, LinksAreTheSameIfTheyLeadToTheSameFile) {
    const auto a = package("a", "1", {{"lib/real", "x"}}), b = package("b", "1", {{"lib/real", "x"}});
    for (const auto& package : {a, b}) fs::create_symlink("real", package.prefix / "lib/link");
    EXPECT_EQ(refusal({a, b}), "");
    for (const auto& package : {a, b}) fs::create_directory_symlink("lib", package.prefix / "lib64");
    EXPECT_NE(refusal({a, b}), "");
}

TEST_F(MergedViewTest, WhatAUserPutThereStays) {
    make_dirs(view_ / "bin");
    EXPECT_NE(refusal({package("a", "1", {{"bin/a", "a"}})}), "");
    EXPECT_EQ(trees(), 0u);
    make_dirs(view_ / "other");
    install({package("b", "1", {{"lib/b", "b"}})});
    EXPECT_TRUE(fs::is_directory(view_ / "other"));
}

TEST_F(MergedViewTest, LeftoversOfAKilledRunAreReplaced) {
    install({package("a", "1", {{"bin/a", "a"}})});
    make_dirs(view_ / ".view-2/bin");
    write_file_atomic(view_ / ".view-2/bin/half", "");
    fs::create_symlink(".view-2", view_ / ".view.next");
    fs::create_symlink(".view/lib", view_ / "lib");  // a name of the tree that did not become the current one
    EXPECT_EQ(read("bin/a"), "a");
    install({package("b", "1", {{"bin/b", "b"}})});
    EXPECT_EQ(read("bin/a") + read("bin/b"), "ab");
    EXPECT_FALSE(fs::exists(view_ / "bin/half"));
    EXPECT_FALSE(fs::exists(fs::symlink_status(view_ / "lib")));
    EXPECT_EQ(trees(), 1u);
}

}  // namespace
}  // namespace sf
