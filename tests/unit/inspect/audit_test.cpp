#include "inspect/audit.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const fs::path kData = fs::path(SF_SOURCE_TREE) / "tests/data/advisories";

class AuditTest : public ::testing::Test {
  protected:
    AuditReport run(const std::map<std::string, std::string>& ignored = {}) {
        Audit audit(components_, names_, ignored);
        for_each_advisory({kData}, [&](const Advisory& advisory) { audit.consider(advisory); });
        return std::move(audit).finish();
    }
    static std::vector<std::string> ids(const AuditReport& report) {
        std::vector<std::string> result;
        for (const auto& finding : report.findings) result.push_back(finding.id);
        return result;
    }

    std::vector<Component> components_{{"openssl", "3.5.7", "", false},
                                       {"munge", "0.5.16", "", false},
                                       {"zlib", "1.3.1", "", false},
                                       {"slurm", "24.11.5", "", false}};
    AdvisoryNames names_;
};

TEST_F(AuditTest, FindsWhatIsAffectedTheWorstFirst) {
    const auto report = run();
    EXPECT_TRUE(report.affected());
    EXPECT_THAT(ids(report), ElementsAre("x_TEST-2026-0001", "x_TEST-2026-0002", "x_TEST-2026-0006"));
    EXPECT_EQ(report.components, 4U);
    EXPECT_EQ(report.advisories, 6U);
    EXPECT_EQ(report.withdrawn, 1U);
    const auto& worst = report.findings[0];
    EXPECT_EQ(worst.package, "openssl");
    EXPECT_DOUBLE_EQ(worst.score, 7.5);
    EXPECT_EQ(worst.rating, "high");
    EXPECT_EQ(worst.fixed, "3.5.99");
    EXPECT_EQ(report.findings[1].rating, "medium");
    EXPECT_EQ(report.findings[1].told_by, "pkg:deb");
    EXPECT_EQ(report.findings[2].package, "slurm");
}

TEST_F(AuditTest, WhatIsIgnoredDoesNotCount) {
    const auto report = run({{"CVE-2026-900001", "no certificates are read"},
                             {"x_TEST-2026-0002", "behind a firewall"},
                             {"x_TEST-2026-0006", "patched"},
                             {"CVE-2026-900009", "old"}});
    EXPECT_FALSE(report.affected());
    EXPECT_EQ(report.findings.size(), 3U);
    EXPECT_EQ(report.findings[0].ignored, "no certificates are read");
    EXPECT_THAT(report.idle, ElementsAre("CVE-2026-900009"));
    EXPECT_THAT(audit_to_text(report), HasSubstr("0 packages affected by 0, 3 ignored"));
}

TEST_F(AuditTest, LooksUnderOtherNamesToo) {
    components_ = {{"my-tls", "3.5.1", "", false}};
    EXPECT_THAT(ids(run()), IsEmpty());
    names_ = {{"openssl", {"my-tls"}}};
    EXPECT_THAT(ids(run()), ElementsAre("x_TEST-2026-0001"));
}

TEST_F(AuditTest, LeavesOutWhatIsOnlyBuiltWith) {
    for (auto& component : components_) component.build_only = true;
    const auto report = run();
    EXPECT_EQ(report.components, 0U);
    EXPECT_THAT(ids(report), IsEmpty());
}

TEST_F(AuditTest, OneAdvisoryIsOneFindingPerPackage) {
    Advisory advisory;
    advisory.id = "A";
    advisory.affected = {{"OSS-Fuzz", "zlib", "", {}, {"1.3.1"}}, {"Debian:12", "zlib", "", {}, {"1.3.1-2"}}};
    Audit audit(components_, names_, {});
    audit.consider(advisory);
    EXPECT_EQ(std::move(audit).finish().findings.size(), 1U);
}

TEST_F(AuditTest, SaysItInWordsAndInJson) {
    const auto report = run();
    const auto text = audit_to_text(report);
    EXPECT_THAT(text, HasSubstr("openssl 3.5.7: x_TEST-2026-0001 (CVE-2026-900001), high 7.5\n"));
    EXPECT_THAT(text, HasSubstr("fixed in 3.5.99; told by pkg:generic"));
    EXPECT_THAT(text, HasSubstr("4 packages, 6 advisories (1 of them withdrawn): 3 packages affected by 3, 0 ignored"));
    const auto json = audit_to_json(report);
    EXPECT_EQ(json.at("affected"), true);
    EXPECT_EQ(json.at("findings").at(0).at("score"), 7.5);
    EXPECT_TRUE(json.at("findings").at(1).at("score").is_null());
}

TEST(AdvisoryNames, AreThoseOfTheCatalog) {
    const auto names = advisory_names(Catalog::load({SF_CATALOG}));
    EXPECT_TRUE(names.at("xz-utils").contains("xz"));
    EXPECT_TRUE(names.at("pmix").contains("pmix4"));
}

}  // namespace
}  // namespace sf
