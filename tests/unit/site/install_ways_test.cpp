#include "site/install_ways.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/site/small_site.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> ids(const std::vector<InstallWay>& ways) {
    std::vector<std::string> result;
    for (const auto& way : ways) result.push_back(way.id);
    return result;
}

TEST(InstallWaysTest, NameWhatLiesThere) {
    const auto ways = install_ways(small_site(), small_build());
    ASSERT_EQ(ids(ways), (std::vector<std::string>{"tarball", "spack", "slurm-factory"}));
    const std::string root = "https://example.org/slurm/";
    EXPECT_THAT(ways[0].commands, HasSubstr("curl -fLO " + root + small_build().tarball.path + " &&\n"));
    EXPECT_THAT(ways[0].commands, HasSubstr("curl -fLO " + root + "keys/" + kFingerprint + ".asc &&\n"));
    EXPECT_THAT(ways[0].commands, HasSubstr("VALIDSIG.* " + kFingerprint + "$"));
    EXPECT_THAT(ways[1].commands, HasSubstr("spack mirror add slurm-bookworm-deps " + root + "bookworm/slurm/deps\n"));
    EXPECT_THAT(ways[1].commands, HasSubstr("spack install --cache-only /b7csa7mbipn4zenyzm7kglil3bv3oqpx\n"));
    EXPECT_THAT(ways[2].commands, HasSubstr("--mirror https://example.org/slurm --install --trust " + kFingerprint));
    EXPECT_THAT(ways[2].commands,
                HasSubstr("install slurm@24.11.5 --from https://example.org/slurm --prefix /opt/slurm"));
    EXPECT_THAT(ways[2].commands, HasSubstr("--toolchain bookworm --flavour default"));
    EXPECT_FALSE(ways[0].commands.ends_with('\n')) << "the last line waits for the reader";
}

TEST(InstallWaysTest, AskForNoSignatureWhereThereIsNone) {
    const auto ways = install_ways(small_site({small_build()}, ""), small_build());
    ASSERT_EQ(ids(ways), (std::vector<std::string>{"tarball", "spack"}));
    EXPECT_THAT(ways[0].commands, HasSubstr("sha256sum --check"));
    EXPECT_THAT(ways[0].commands, Not(HasSubstr("gpg")));
    EXPECT_THAT(ways[1].commands, HasSubstr("--unsigned"));

    PublishedBuild build = small_build();
    build.beside.erase("signature");
    EXPECT_THAT(install_ways(small_site(), build)[0].commands, HasSubstr("sha256sum --check"));
}

TEST(InstallWaysTest, LeaveSpackOutWhereABuildcacheIsMissing) {
    for (const char* missing : {"bookworm/slurm/deps", "bookworm/slurm/24.11"}) {
        SiteFacts facts = small_site();
        facts.index.caches.erase(missing);
        EXPECT_EQ(ids(install_ways(facts, small_build())), (std::vector<std::string>{"tarball", "slurm-factory"}))
            << missing;
    }
}

TEST(InstallWaysTest, AreNoneOfARevokedBuild) {
    PublishedBuild build = small_build();
    build.revoked = "CVE-2026-1";
    EXPECT_TRUE(install_ways(small_site(), build).empty());
}

}  // namespace
}  // namespace sf
