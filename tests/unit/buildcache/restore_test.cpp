#include "buildcache/restore.h"

#include <gtest/gtest.h>

#include "buildcache/build_info.h"
#include "buildcache/layout.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class RestoreTest : public testing::SmallCache {
  protected:
    RestoreTest() { add_to_plan(hello_), add_to_plan(tool_); }

    PlannedPackage& add_to_plan(const Spec& spec) {
        PlannedPackage planned;
        planned.spec = spec;
        planned.prefix = padded_prefix(spec);
        plan_.packages.push_back(std::move(planned));
        return plan_.packages.back();
    }

    // All of the plan; the faults, in the order in which they were asked for.
    std::vector<Restoration> restore() {
        offered_ = index();
        std::vector<Restoration> wanted;
        for (const auto& planned : plan_.packages) wanted.push_back({&planned, {mirror_.get(), &offered_}});
        restore_packages(wanted, {plan_, other_, home_.tmp() / "downloads", 2, progress_});
        return wanted;
    }
    static std::string fault_of(const std::vector<Restoration>& items, const Spec& spec) {
        for (const auto& item : items)
            if (item.planned->spec.hash == spec.hash) return item.fault;
        return "not asked for";
    }

    void expect_as_built(const Spec& spec) {
        const fs::path built = store_.path(spec), restored = other_.path(spec);
        EXPECT_TRUE(other_.has(spec));
        EXPECT_TRUE(fs::remove(restored / kBuildInfoFile)) << "which says that it was not built here";
        testing::sh(fmt::format("diff -r --no-dereference '{}' '{}'", built.string(), restored.string()));
    }

    Plan plan_;
    Index offered_;
    Store other_{folder_.path() / "other", folder_.path() / "other-locks"};
};

TEST_F(RestoreTest, PackagesComeBackAsTheyWereBuilt) {
    push();
    for (const auto& item : restore()) EXPECT_EQ(item.fault, "");
    expect_as_built(hello_);
    expect_as_built(tool_);
    for (const auto& item : restore()) EXPECT_EQ(item.fault, "") << "they are there";
}

TEST_F(RestoreTest, SoDoesOneThatCarriesAnotherOneInside) {
    const Spec built = spec("built", "1", {{"hello", hello_.hash, {"build"}, {}}});
    const fs::path folder = store_.begin(built);
    testing::compile_hello(folder, padded_prefix(hello_) + "/lib:" + padded_prefix(built) + "/lib");
    fs::create_directory_symlink(padded_prefix(hello_) + "/lib", folder / "absolute");
    store_.commit(built, to_spec_json(built, {{hello_.hash, hello_}}), folder);
    push();
    add_to_plan(built).embedded_dependencies = {"hello"};
    for (const auto& item : restore()) EXPECT_EQ(item.fault, "");
    expect_as_built(built);
}

TEST_F(RestoreTest, WhatDoesNotHoldStaysOutAndTheOthersComeIn) {
    push();
    tamper(layout::blob(index().packages.at(tool_.hash).tarball.sha256), flip_a_bit);
    const auto items = restore();
    EXPECT_EQ(fault_of(items, hello_), "");
    EXPECT_NE(fault_of(items, tool_), "");
    EXPECT_TRUE(other_.has(hello_));
    EXPECT_FALSE(fs::exists(other_.path(tool_)));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path() / "other"), {}), 1) << "nothing half-made";
}

TEST_F(RestoreTest, APackageForAnotherPrefixIsRefused) {
    push();
    plan_.packages.front().prefix += "-another";
    EXPECT_NE(fault_of(restore(), hello_).find("another prefix"), std::string::npos);
}

}  // namespace
}  // namespace sf
