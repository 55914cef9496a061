#include "site/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "site/csp.h"
#include "unit/site/small_site.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

PublishedBuild build_of(const std::string& slurm, const std::string& toolchain, const std::string& flavour) {
    PublishedBuild build = small_build();
    build.slurm = slurm;
    build.release = slurm.substr(0, slurm.rfind('.'));
    build.toolchain = toolchain;
    build.flavour = flavour;
    build.tarball.path = places::builds(build.release, toolchain) + "/" + slurm + "-" + toolchain + "-" + flavour;
    return build;
}

TEST(PageTest, ShowsTheNewestReleaseFirst) {
    const std::string page =
        render_site(small_site({build_of("24.11.5", "bookworm", "minimal"), build_of("24.11.10", "trixie", "default"),
                                build_of("25.05.8", "noble", "default"), build_of("24.11.5", "bookworm", "default")}));
    std::size_t last = 0;
    for (const char* id : {"id=\"slurm-25.05\"", "25.05.8-noble-default\"", "id=\"slurm-24.11\"",
                           "24.11.10-trixie-default\"", "24.11.5-bookworm-default\"", "24.11.5-bookworm-minimal\""}) {
        const auto at = page.find(id);
        ASSERT_NE(at, std::string::npos) << id;
        EXPECT_GT(at, last) << id;
        last = at;
    }
    EXPECT_THAT(page, HasSubstr("Upgrades from 24.05, 23.11, 23.02"));
    EXPECT_THAT(page, HasSubstr("<option value=\"noble\">Ubuntu 24.04 (noble)</option>"));
}

TEST(PageTest, IsTheSameForTheSameFacts) {
    EXPECT_EQ(render_site(small_site()), render_site(small_site()));
}

TEST(PageTest, LetsRunNothingButWhatStandsInIt) {
    const std::string page = render_site(small_site());
    const auto between = [&](const std::string& from, const std::string& to) {
        const auto start = page.find(from) + from.size();
        return page.substr(start, page.find(to, start) - start);
    };
    EXPECT_THAT(page, HasSubstr("script-src " + csp_hash(between("<script>", "</script>")) + ";"));
    EXPECT_THAT(page, HasSubstr("style-src " + csp_hash(between("<style>", "</style>")) + ";"));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(page, Not(HasSubstr(" style=\"")));
    EXPECT_THAT(page, Not(HasSubstr(" src=\"")));
}

TEST(PageTest, SaysWhoSigned) {
    const std::string page = render_site(small_site());
    EXPECT_THAT(page, HasSubstr("data-copy=\"" + kFingerprint + "\""));
    EXPECT_THAT(page, HasSubstr("href=\"keys/" + kFingerprint + ".asc\""));
    const std::string nobody = render_site(small_site({small_build()}, ""));
    EXPECT_THAT(nobody, HasSubstr("Not signed"));
    EXPECT_THAT(nobody, Not(HasSubstr("VALIDSIG")));
}

TEST(PageTest, NamesASourceOnce) {
    PublishedBuild other = build_of("24.11.5", "trixie", "default");
    const std::string page = render_site(small_site({small_build(), other}));
    EXPECT_THAT(page, HasSubstr("1 files, 7.0 MB"));
}

TEST(PageTest, IsFriendlyWhereNothingIsPublished) {
    const std::string page = render_site(small_site({}));
    EXPECT_THAT(page, HasSubstr("Nothing here yet"));
    EXPECT_THAT(page, Not(HasSubstr("<table")));
}

TEST(PageTest, RefusesAScriptThatWouldEndItself) {
    SiteFacts facts = small_site();
    facts.templates["script.js"] += "\"</script>\"";
    EXPECT_THROW(render_site(facts), Error);
}

}  // namespace
}  // namespace sf
