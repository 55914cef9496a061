#include "buildcache/smoke.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/base/fake_process.h"
#include "unit/buildcache/small_cache.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// The catalog knows the library, with a smoke check that names itself, and not the program that links it.
class SmokeTest : public sf::testing::SmallCache {
  protected:
    SmokeTest() {
        catalog_files_.add_package("hello", "1.0", "");
        catalog_files_.replace("packages/hello.yaml", "- \"true\"", "- test -d @{prefix}");
        push();
        packages_ = install("tool").packages;
        make_dirs(root_ / fs::temp_directory_path().relative_path());
    }

    std::vector<SmokeResult> check() {
        const Catalog catalog = catalog_files_.load();
        const auto root = [&](const Toolchain& toolchain) {
            EXPECT_EQ(toolchain.name, "bookworm");
            return root_;
        };
        return run_smoke_checks(packages_, {catalog, root, home_.tmp(), sandbox_, clock_, progress_});
    }

    SmallCatalog catalog_files_;
    FakeProcess sandbox_;
    fs::path root_ = folder_.path() / "root";
    std::vector<InstalledPackage> packages_;
};

TEST_F(SmokeTest, ChecksRunAtThePlaceOfThePackage) {
    const auto results = check();
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(results[0].name, "hello");
    EXPECT_EQ(results[0].checks, 2u);  // the smoke line, and the library that is promised
    EXPECT_TRUE(results[0].passed);
    EXPECT_EQ(results[1].checks, 0u);
    ASSERT_EQ(sandbox_.commands.size(), 1u);
    const auto& words = sandbox_.commands[0].argv;
    const std::string prefix = packages_[0].prefix;
    EXPECT_THAT(words, Contains(prefix).Times(2));  // mounted where it is
    EXPECT_THAT(words.back(), HasSubstr("ldd " + prefix + "/lib/libhello.so >libraries\n"));
    EXPECT_THAT(words.back(), HasSubstr("test -d " + prefix + "\n"));
}

TEST_F(SmokeTest, AFailedCheckIsReportedWithItsOutput) {
    sandbox_.answer = [](const Command&) { return FakeProcess::failure(1, "+ ldd\nnot found\n"); };
    const auto results = check();
    EXPECT_FALSE(results[0].passed);
    EXPECT_EQ(results[0].output, "+ ldd\nnot found");
}

TEST_F(SmokeTest, APlaceThatTheRootHasNoFolderForIsSaid) {
    remove_tree(root_);
    try {
        check();
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::host);
        EXPECT_THAT(e.message(), HasSubstr("cannot be shown to a sandbox"));
    }
}

}  // namespace
}  // namespace sf
