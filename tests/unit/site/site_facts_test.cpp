#include "site/site_facts.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/site/small_site.h"

namespace sf {
namespace {

TEST(SiteFactsTest, TakesReleasesAndSystemsFromTheCatalog) {
    const SiteFacts facts = small_site();
    EXPECT_EQ(facts.systems.at("bookworm"), "Debian 12");
    EXPECT_EQ(facts.releases.at("24.11").released, "2024-11-29");
    EXPECT_EQ(facts.releases.at("24.11").upgrades_from, (std::vector<std::string>{"24.05", "23.11", "23.02"}));
    EXPECT_EQ(facts.base_url, "https://example.org/slurm");
    EXPECT_TRUE(facts.templates.contains("page.html.in"));
}

TEST(SiteFactsTest, TakesFromTheIndexWhatTheCatalogDoesNotKnow) {
    PublishedBuild build = small_build();
    build.release = "19.05";
    build.toolchain = "gentoo";
    build.end_of_life = "2020-11-30";
    const SiteFacts facts = small_site({build});
    EXPECT_EQ(facts.systems.at("gentoo"), "gentoo");
    EXPECT_EQ(facts.releases.at("19.05").end_of_life, "2020-11-30");
    EXPECT_EQ(facts.releases.at("19.05").released, "");
}

TEST(SiteFactsTest, HasNoKeyWhereTheIndexIsUnsigned) {
    BuildIndex index;
    index.is_signed = false;
    const Catalog catalog = Catalog::load({SF_CATALOG});
    EXPECT_FALSE(site_facts(index, catalog, "https://example.org", kFingerprint).is_signed());
    EXPECT_FALSE(small_site({}, "").is_signed());
    EXPECT_TRUE(small_site({}).is_signed());
}

TEST(SiteFactsTest, RefusesWhatDoesNotBelongIntoCommands) {
    const Catalog catalog = Catalog::load({SF_CATALOG});
    for (const char* url : {"", "s3://bucket", "https://user:secret@example.org", "https://example.org/?key=1",
                            "https://example.org/$(id)", "https://example.org/a b", "javascript:alert(1)"}) {
        EXPECT_THROW(site_facts({}, catalog, url, kFingerprint), Error) << url;
    }
    EXPECT_THROW(site_facts({}, catalog, "https://example.org", "89ABCDEF"), Error);
}

TEST(SiteFactsTest, WritesDates) {
    EXPECT_EQ(iso_date(1'795'132'800), "2026-11-20");
}

}  // namespace
}  // namespace sf
