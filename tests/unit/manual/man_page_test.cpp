#include "manual/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/manual/sample.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string plan_page() {
    const Manual manual = sample_manual();
    return man_page(manual, manual.program.commands[0]);
}

TEST(ManPage, HasItsSectionsInTheUsualOrder) {
    const auto page = plan_page();
    EXPECT_THAT(page, testing::StartsWith(
                          ".TH FACTORY\\-PLAN 1 2026-11-21 \"factory 1.2\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n"));
    std::size_t before = 0;
    for (const auto* name :
         {"NAME", "SYNOPSIS", "DESCRIPTION", "ARGUMENTS", "OPTIONS", "EXAMPLES", "EXIT STATUS", "FILES", "SEE ALSO"}) {
        const auto at = page.find(".SH " + std::string(name) + "\n");
        ASSERT_NE(at, std::string::npos) << name;
        EXPECT_GT(at, before) << name;
        before = at;
    }
    EXPECT_THAT(page, HasSubstr("factory\\-plan \\- Show what would be built\n"));
}

TEST(ManPage, OptionsHaveValueRangeDefaultAndEnvironment) {
    EXPECT_THAT(plan_page(),
                HasSubstr(".TP\n\\fB\\-j\\fR, \\fB\\-\\-jobs\\fR \\fIINT\\fR\nhow many (1 \\- 9) (default: 2).\n"
                          "Environment: \\fBFACTORY_JOBS\\fR.\n"));
}

TEST(ManPage, WhatRoffWouldTakeForItselfIsEscaped) {
    EXPECT_THAT(plan_page(), HasSubstr("\n\\&.starts with a dot, has a \\e and <b> and *.\n"));
    EXPECT_THAT(plan_page(), HasSubstr("factory plan \\-\\-format json \\(aqx\\(aq | less\n"));
}

TEST(ManPage, LeadsUpDownAndAside) {
    const Manual manual = sample_manual();
    const auto& cache = manual.program.commands[1];
    const auto page = man_page(manual, cache);
    const auto see = page.substr(page.find(".SH SEE ALSO"));
    EXPECT_EQ(see,
              ".SH SEE ALSO\n\\fBfactory\\fR(1),\n\\fBfactory\\-plan\\fR(1),\n\\fBfactory\\-cache\\-push\\fR(1)\n");
    EXPECT_THAT(man_page(manual, manual.program), Not(HasSubstr("global options of")));
}

TEST(ManPage, EveryCommandHasOneByItsFileName) {
    std::vector<std::string> names;
    for (const auto& [name, text] : man_pages(sample_manual())) names.push_back(name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"factory-cache-push.1", "factory-cache.1", "factory-plan.1", "factory.1"}));
}

}  // namespace
}  // namespace sf
