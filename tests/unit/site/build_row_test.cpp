#include "site/build_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/site/small_site.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string row(const PublishedBuild& build) {
    return build_row(small_site({build}), build).markup();
}

TEST(BuildRowTest, ShowsWhatTheIndexSays) {
    const std::string markup = row(small_build());
    for (const char* text : {"24.11.5</th>", "<b>Debian 12</b>", "x86_64_v3", "28.4 MB</a>", "104.0 MB", "2026-11-20",
                             "proven</span>", "2.36 or newer", "9.7 MB", "2 packages", "4 features"})
        EXPECT_THAT(markup, HasSubstr(text));
    EXPECT_THAT(markup, HasSubstr("<a href=\"" + small_build().tarball.path + ".asc\">"));
}

TEST(BuildRowTest, GroupsFeaturesByKind) {
    const std::string markup = row(small_build());
    EXPECT_THAT(markup, HasSubstr("<dt>mpi</dt><dd>pmix_v4, pmix_v5</dd>"));
    EXPECT_THAT(markup, HasSubstr("<dt>more</dt><dd>scrun</dd>"));
}

TEST(BuildRowTest, OffersNothingOfARevokedBuildButTheReason) {
    PublishedBuild build = small_build();
    build.revoked = "CVE-2026-1: <b>do not</b>";
    const std::string markup = row(build);
    EXPECT_THAT(markup, HasSubstr("CVE-2026-1: &lt;b&gt;do not&lt;/b&gt;"));
    EXPECT_THAT(markup, HasSubstr("class=\"build revoked\""));
    EXPECT_THAT(markup, Not(HasSubstr("curl")));
    EXPECT_THAT(markup, Not(HasSubstr("href=\"" + build.tarball.path + "\"")));
    EXPECT_THAT(markup, Not(HasSubstr("proven</span>")));
}

TEST(BuildRowTest, LeavesEveryTextText) {
    PublishedBuild build = small_build();
    const std::string hostile = "\"><script>alert(1)</script>";
    build.target = build.arch = build.glibc_floor = build.end_of_life = hostile;
    build.features = {hostile + "/" + hostile, hostile};
    build.packages = {{hostile, 1}};
    build.beside[hostile] = build.tarball;
    EXPECT_THAT(row(build), Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace sf
