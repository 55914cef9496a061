#include "buildcache/lockfile.h"

#include <gtest/gtest.h>

#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class LockfileTest : public testing::SmallCache {
  protected:
    LockfileTest() {
        push();
        before_ = index();
        lockfile_ = lockfile_of({{mirror_->url(), key_.fingerprint, before_.serial}}, install("tool").packages);
        remove_tree(target_);
    }

    // What locked_indexes() throws for a mirror with this index; "" if nothing.
    std::string refusal(const Index& index) {
        try {
            locked_indexes(lockfile_, {{mirror_.get(), &index}});
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "";
    }

    Index before_;
    Lockfile lockfile_;
};

TEST_F(LockfileTest, ReadsWhatItWrites) {
    const Lockfile again = parse_lockfile(lockfile_text(lockfile_), "test");
    EXPECT_EQ(again.mirrors, lockfile_.mirrors);
    EXPECT_EQ(again.packages, lockfile_.packages);
    EXPECT_EQ(again.packages.at(tool_.hash).version, "2.0.1");
    EXPECT_EQ(again.packages.at(tool_.hash).tarball, before_.packages.at(tool_.hash).tarball);
}

TEST_F(LockfileTest, TheSamePackagesAreInstalledFromIt) {
    push({"hello"});  // a newer index with the same packages
    const Index now = index();
    const auto locked = locked_indexes(lockfile_, {{mirror_.get(), &now}});
    EXPECT_EQ(locked.at(0).packages.size(), 2u);
    install({"/" + tool_.hash}, {{mirror_.get(), &locked.at(0)}});
    EXPECT_EQ(packages_in_target(), 2);
}

TEST_F(LockfileTest, WhatItDoesNotNameIsNotOffered) {
    lockfile_.packages.erase(tool_.hash);
    EXPECT_FALSE(locked_indexes(lockfile_, {{mirror_.get(), &before_}}).at(0).packages.contains(tool_.hash));
}

TEST_F(LockfileTest, AnotherPackageOfThatHashAndAMissingOneAreRefused) {
    EXPECT_EQ(refusal(before_), "");
    Index other = before_;
    other.packages.at(hello_.hash).tarball.bytes += 1;
    EXPECT_NE(refusal(other).find("offers another hello/"), std::string::npos);
    other = before_;
    other.packages.at(hello_.hash).manifest = other.packages.at(tool_.hash).manifest;
    EXPECT_NE(refusal(other), "");
    other.packages.erase(hello_.hash);
    EXPECT_NE(refusal(other).find("no mirror has hello/"), std::string::npos);
    lockfile_.packages.erase(hello_.hash);
    EXPECT_NE(refusal(before_).find("the lockfile lacks hello/"), std::string::npos);
}

TEST_F(LockfileTest, HostileTextIsRefused) {
    const std::string good = lockfile_text(lockfile_);
    const std::string sha256 = before_.packages.at(tool_.hash).tarball.sha256;
    const auto with = [&](const std::string& old_text, const std::string& new_text) {
        std::string text = good;
        return text.replace(text.find(old_text), old_text.size(), new_text);
    };
    for (const auto& text :
         {std::string(), std::string("[]"), std::string(R"({"format": 1})"), with("\"format\": 1", "\"format\": 2"),
          with("\"format\": 1", "\"format\": \"1\""), with(sha256, "../../etc/passwd"),
          with("\"bytes\": ", "\"bytes\": -"), with(tool_.hash, hello_.hash),
          with("\"name\": \"tool\"", "\"name\": {}"), std::string(100'000, '[')})
        EXPECT_THROW(parse_lockfile(text, "test"), Error) << text;
}

}  // namespace
}  // namespace sf
