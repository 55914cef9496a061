#include "publish/sources.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"

namespace sf {
namespace {

class SourcesTest : public ::testing::Test {
  protected:
    // A package of the real catalog as a bundle lists it, with this as its source.
    BundledSource source(const std::string& name, const std::string& license, const std::string& file) {
        const std::string content = "source of " + name;
        make_dirs(cache_ / name);
        write_file_atomic(cache_ / name / (sha256_hex(content) + "-" + file), content);
        BundledSource source;
        source.name = name;
        source.version = "1";
        source.shipped = true;
        source.license = license;
        source.sha256 = sha256_hex(content);
        return source;
    }
    std::vector<SourceFile> offered(const BundledSource& source) {
        BundleFacts facts;
        facts.sources = {source};
        return sources_to_offer(facts, catalog_, cache_);
    }

    TempDir folder_{fs::temp_directory_path(), "sf-sources-"};
    fs::path cache_ = folder_.path();
    Catalog catalog_ = Catalog::load({SF_CATALOG});
};

TEST_F(SourcesTest, WhatIsUnderTheGplIsOfferedWithItsRecipe) {
    const auto files = offered(source("munge", "GPL-3.0-or-later AND LGPL-3.0-or-later", "munge-1.tar.gz"));
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].name, "munge-1.tar.gz");
    EXPECT_EQ(read_file(files[0].local), "source of munge");
    EXPECT_EQ(files[1].name, "munge.yaml");
    EXPECT_EQ(files[1].sha256, sha256_file(files[1].local));
}

TEST_F(SourcesTest, NamesSayWhatTheyAreAndStandInUrls) {
    EXPECT_EQ(offered(source("numactl", "GPL-2.0-only", "v2.0+dfsg.tar.gz"))[0].name, "numactl-v2.0_dfsg.tar.gz");
}

TEST_F(SourcesTest, OtherLicensesAndWhatIsNotShippedAreLeftOut) {
    EXPECT_TRUE(offered(source("zlib", "Zlib", "zlib.tar.gz")).empty());
    auto built_with = source("munge", "GPL-3.0-or-later", "munge.tar.gz");
    built_with.shipped = false;
    EXPECT_TRUE(offered(built_with).empty());
}

TEST_F(SourcesTest, APatchIsTheOneThatWasApplied) {
    auto slurm = source("slurm", "GPL-2.0-or-later", "slurm.tar.bz2");
    const auto& patch = catalog_.package("slurm").patches.front();
    slurm.patches = {{patch.file, patch.sha256, patch.why}};
    EXPECT_EQ(offered(slurm)[1].sha256, patch.sha256);
    slurm.patches[0].sha256 = std::string(64, '0');
    EXPECT_THROW(offered(slurm), Error);
}

TEST_F(SourcesTest, ASourceThatIsGoneIsAnErrorThatSaysWhatToDo) {
    auto munge = source("munge", "GPL-3.0-or-later", "munge.tar.gz");
    munge.sha256 = std::string(64, '0');
    try {
        offered(munge);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(error.hint().find("--no-sources"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
