#include "inspect/affected.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

using Kind = RangeEvent::Kind;

AffectedPackage entry(std::vector<RangeEvent> events, std::vector<std::string> versions = {},
                      const std::string& type = "SEMVER") {
    return {"OSS-Fuzz", "openssl", "", {{type, "", std::move(events)}}, std::move(versions)};
}

bool hits(const std::string& version, const AffectedPackage& affected, VersionScheme scheme = VersionScheme::upstream) {
    return exposure_of(version, affected, scheme).affected;
}

TEST(Exposure, IsFromIntroducedUntilFixed) {
    const auto affected = entry({{Kind::fixed, "3.5.8"}, {Kind::introduced, "3.5.0"}});
    EXPECT_FALSE(hits("3.4.9", affected));
    EXPECT_TRUE(hits("3.5.0", affected));
    EXPECT_TRUE(hits("3.5.7", affected));
    EXPECT_FALSE(hits("3.5.8", affected));
    EXPECT_FALSE(hits("3.5.10", affected)) << "numbers are compared as numbers";
    EXPECT_EQ(exposure_of("3.5.7", affected, VersionScheme::upstream).fixed, "3.5.8");
}

TEST(Exposure, SeveralBranchesAreOneRange) {
    const auto affected = entry(
        {{Kind::introduced, "0"}, {Kind::fixed, "24.05.8"}, {Kind::introduced, "24.11.0"}, {Kind::fixed, "24.11.5"}});
    EXPECT_TRUE(hits("23.11.1", affected));
    EXPECT_FALSE(hits("24.05.9", affected));
    EXPECT_TRUE(hits("24.11.4", affected));
    EXPECT_EQ(exposure_of("24.11.4", affected, VersionScheme::upstream).fixed, "24.11.5");
    EXPECT_FALSE(hits("24.11.5", affected));
}

TEST(Exposure, TheLastAffectedVersionIsAffected) {
    const auto affected = entry({{Kind::introduced, "0"}, {Kind::last_affected, "0.5.16"}});
    EXPECT_TRUE(hits("0.5.16", affected));
    EXPECT_FALSE(hits("0.5.17", affected));
}

TEST(Exposure, LimitsEndARange) {
    const auto affected = entry({{Kind::introduced, "1.0"}, {Kind::limit, "2.0"}});
    EXPECT_TRUE(hits("1.9", affected));
    EXPECT_FALSE(hits("2.0", affected));
    EXPECT_TRUE(hits("7", entry({{Kind::introduced, "1.0"}, {Kind::limit, "*"}})));
}

TEST(Exposure, MissingNumbersAreZeros) {
    EXPECT_TRUE(hits("3.5", entry({{Kind::introduced, "3.5.0"}, {Kind::fixed, "3.5.1"}})));
    EXPECT_FALSE(hits("3.5", entry({{Kind::introduced, "0"}, {Kind::fixed, "3.5.0"}})));
}

TEST(Exposure, PrereleasesComeBeforeTheirRelease) {
    const auto affected = entry({{Kind::introduced, "3.5.0"}});
    EXPECT_FALSE(hits("3.5.0-rc1", affected));
    EXPECT_TRUE(hits("3.5.0", affected));
}

TEST(Exposure, ListedVersionsCountWhateverTheRangesSay) {
    EXPECT_TRUE(hits("3.5.7", entry({}, {"3.5.6", "3.5.7"})));
    EXPECT_FALSE(hits("3.5.8", entry({}, {"3.5.6", "3.5.7"})));
}

TEST(Exposure, OfGitRangesOnlyListedTagsCount) {
    const std::vector<RangeEvent> commits{{Kind::introduced, "0"}, {Kind::fixed, "4f8ae5d2"}};
    EXPECT_FALSE(hits("8.14.1", entry(commits, {}, "GIT"), VersionScheme::tag));
    EXPECT_TRUE(hits("8.14.1", entry(commits, {"curl-8_14_1"}, "GIT"), VersionScheme::tag));
    EXPECT_TRUE(hits("24.11.5", entry(commits, {"slurm-24-11-5-1"}, "GIT"), VersionScheme::tag));
    EXPECT_FALSE(hits("8.14", entry(commits, {"curl-8_14_1"}, "GIT"), VersionScheme::tag));
}

TEST(Exposure, ADistributionsPatchSaysNothingOfUpstream) {
    const auto patched = entry({{Kind::introduced, "0"}, {Kind::fixed, "1:3.0.11-1~deb12u2"}}, {}, "ECOSYSTEM");
    EXPECT_TRUE(hits("3.0.11", patched, VersionScheme::distribution));
    EXPECT_FALSE(hits("3.0.12", patched, VersionScheme::distribution));
    const auto released = entry({{Kind::introduced, "0"}, {Kind::fixed, "3.0.12-1"}}, {}, "ECOSYSTEM");
    EXPECT_TRUE(hits("3.0.11", released, VersionScheme::distribution));
    EXPECT_FALSE(hits("3.0.12", released, VersionScheme::distribution));
    EXPECT_TRUE(hits("1.2.3", entry({}, {"1.2.3+dfsg-4"}), VersionScheme::distribution));
}

TEST(AdvisoryName, IsThatOfUpstreamOrOfADistribution) {
    const auto name = [](const AffectedPackage& affected) { return name_of(affected).name; };
    EXPECT_EQ(name({"OSS-Fuzz", "OpenSSL", "", {}, {}}), "openssl");
    EXPECT_EQ(name({"Debian:12", "munge", "", {}, {}}), "munge");
    EXPECT_EQ(name_of({"Debian:12", "munge", "", {}, {}}).scheme, VersionScheme::distribution);
    EXPECT_EQ(name({"PyPI", "munge", "", {}, {}}), "") << "a namesake";
    EXPECT_EQ(name({"npm", "zlib", "pkg:npm/zlib", {}, {}}), "");
    EXPECT_EQ(name({"", "x", "pkg:generic/openssl@3.5.7", {}, {}}), "openssl");
    EXPECT_EQ(name_of({"", "x", "pkg:deb/debian/openssl", {}, {}}).scheme, VersionScheme::distribution);
}

TEST(AdvisoryName, MayBeTheRepositorys) {
    const auto name = name_of({"", "", "", {{"GIT", "https://github.com/SchedMD/slurm.git", {}}}, {}});
    EXPECT_EQ(name.name, "slurm");
    EXPECT_EQ(name.scheme, VersionScheme::tag);
    EXPECT_EQ(name_of({}).name, "");
}

}  // namespace
}  // namespace sf
