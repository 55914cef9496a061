#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/source/fakes.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Fetch : public testing::Test {
  protected:
    std::vector<FetchFailure> fetch(const PlannedPackage& planned) {
        return fetch_sources(home_, http_, settings_, {}, {&planned}, progress_, temp_.path() / "no-apt");
    }

    TempDir temp_{fs::temp_directory_path(), "sf-fetch-"};
    Home home_{temp_.path() / "home"};
    test::FakeHttp http_;
    SilentProgress progress_;
    SourceSettings settings_;
};

TEST_F(Fetch, KeepsAVerifiedFileUnderItsChecksum) {
    const auto zlib = test::planned("zlib", "content", {"http://a/zlib-1.tar.gz"});
    http_.files["http://a/zlib-1.tar.gz"] = "content";
    EXPECT_TRUE(fetch(zlib).empty());
    EXPECT_EQ(source_path(home_, zlib), home_.sources() / "zlib" / (sha256_hex("content") + "-zlib-1.tar.gz"));
    EXPECT_EQ(read_file(source_path(home_, zlib)), "content");
}

TEST_F(Fetch, TakesTheSecondOriginWhenTheFirstHasAWrongChecksum) {
    const auto zlib = test::planned("zlib", "content", {"http://bad/z.tar.gz", "http://good/z.tar.gz"});
    http_.files = {{"http://bad/z.tar.gz", "evil"}, {"http://good/z.tar.gz", "content"}};
    EXPECT_TRUE(fetch(zlib).empty());
    EXPECT_EQ(read_file(source_path(home_, zlib)), "content");
    EXPECT_THAT(http_.asked, ElementsAre("http://bad/z.tar.gz", "http://good/z.tar.gz"));
}

TEST_F(Fetch, NamesEveryOriginWhenAllAreWrong) {
    const auto zlib = test::planned("zlib", "content", {"http://bad/z.tar.gz", "http://gone/z.tar.gz"});
    http_.files["http://bad/z.tar.gz"] = "evil";
    const auto failures = fetch(zlib);
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_THAT(failures[0].attempts,
                ElementsAre(testing::AllOf(HasSubstr("http://bad/z.tar.gz"), HasSubstr(sha256_hex("content")),
                                           HasSubstr(sha256_hex("evil"))),
                            HasSubstr("http://gone/z.tar.gz: could not resolve")));
    EXPECT_TRUE(fs::is_empty(home_.sources() / "zlib"));
}

TEST_F(Fetch, TheErrorSaysWhereToGetTheFileAndHowToGiveIt) {
    const Error error =
        fetch_error({{"slurm", "25.11.6", "upstream", "http://up/slurm.tar.gz", {"http://up/slurm.tar.gz: refused"}}});
    EXPECT_EQ(error.kind(), ErrorKind::source);
    EXPECT_THAT(error.message(),
                testing::AllOf(HasSubstr("slurm 25.11.6"), HasSubstr("http://up/slurm.tar.gz: refused")));
    EXPECT_THAT(error.hint(), testing::AllOf(HasSubstr("http://up/slurm.tar.gz"), HasSubstr("--source slurm=PATH")));
}

TEST_F(Fetch, AsksNobodyForWhatTheCacheHas) {
    const auto zlib = test::planned("zlib", "content", {"http://a/z.tar.gz"});
    http_.files["http://a/z.tar.gz"] = "content";
    fetch(zlib);
    http_.asked.clear();
    EXPECT_TRUE(fetch(zlib).empty());
    EXPECT_TRUE(http_.asked.empty());
}

TEST_F(Fetch, FetchesACorruptedFileAgainAndPutsItAside) {
    const auto zlib = test::planned("zlib", "content", {"http://a/z.tar.gz"});
    http_.files["http://a/z.tar.gz"] = "content";
    make_dirs(source_path(home_, zlib).parent_path());
    write_file_atomic(source_path(home_, zlib), "rotten");
    EXPECT_TRUE(fetch(zlib).empty());
    EXPECT_EQ(read_file(source_path(home_, zlib)), "content");
    EXPECT_EQ(read_file(source_path(home_, zlib).string() + ".corrupt"), "rotten");
}

TEST_F(Fetch, OfflineTakesOnlyTheCache) {
    settings_.offline = true;
    const auto zlib = test::planned("zlib", "content", {"http://a/z.tar.gz"});
    http_.files["http://a/z.tar.gz"] = "content";
    EXPECT_EQ(fetch(zlib).size(), 1u);
    EXPECT_TRUE(http_.asked.empty());
}

TEST_F(Fetch, RefusesAnUnverifiedSourceUnlessAllowed) {
    auto zlib = test::planned("zlib", "content", {"http://a/z.tar.gz"});
    zlib.source.sha256.clear();
    zlib.source.unverified = true;
    http_.files["http://a/z.tar.gz"] = "content";
    const auto failures = fetch(zlib);
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_THAT(failures[0].attempts[0], HasSubstr("--allow-unverified"));
    settings_.allow_unverified = true;
    EXPECT_TRUE(fetch(zlib).empty());
}

TEST_F(Fetch, UsesThePoolBelowTheMirror) {
    settings_.debian_mirror = "http://m/debian";
    const auto zlib = test::planned("zlib", "content", {}, {"pool/z.tar.gz"});
    http_.files["http://m/debian/pool/z.tar.gz"] = "content";
    EXPECT_TRUE(fetch(zlib).empty());
}

TEST_F(Fetch, SaysThatAPoolNeedsAMirror) {
    const auto failures = fetch(test::planned("zlib", "content", {}, {"pool/z.tar.gz"}));
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_THAT(failures[0].attempts, ElementsAre(HasSubstr("no Debian mirror is configured")));
}

TEST_F(Fetch, CopiesALocalSourceAndRefusesOneThatChanged) {
    auto slurm = test::planned("slurm", "mine", {"http://a/slurm.tar.gz"});
    slurm.local_source = temp_.path() / "my-slurm.tar.gz";
    write_file_atomic(slurm.local_source, "mine");
    EXPECT_TRUE(fetch(slurm).empty());
    EXPECT_EQ(read_file(source_path(home_, slurm)), "mine");
    EXPECT_TRUE(http_.asked.empty());

    slurm.source.sha256 = sha256_hex("as it was when planned");
    EXPECT_THROW(fetch(slurm), Error);
    EXPECT_FALSE(fs::exists(source_path(home_, slurm)));
}

TEST_F(Fetch, FetchesManyAtOnce) {
    std::vector<PlannedPackage> packages;
    for (int i = 0; i < 9; ++i) {
        const std::string n = std::to_string(i);
        packages.push_back(test::planned("p" + n, "content " + n, {"http://a/" + n}));
        http_.files["http://a/" + n] = "content " + n;
    }
    std::vector<const PlannedPackage*> wanted;
    for (const auto& package : packages) wanted.push_back(&package);
    EXPECT_TRUE(fetch_sources(home_, http_, settings_, {}, wanted, progress_, temp_.path()).empty());
    for (const auto& package : packages) EXPECT_TRUE(fs::exists(source_path(home_, package)));
}

}  // namespace
}  // namespace sf
