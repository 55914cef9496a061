#include "manual/manual.h"

#include <gtest/gtest.h>

#include "unit/manual/sample.h"

namespace sf {
namespace {

TEST(ManualTest, UsageSaysWhatIsOptionalAndWhatIsRepeated) {
    const Manual manual = sample_manual();
    EXPECT_EQ(usage(manual.program), "factory [OPTIONS] COMMAND");
    auto plan = manual.program.commands[0];
    EXPECT_EQ(usage(plan), "factory plan [OPTIONS] PACKAGE...");
    plan.arguments[0].required = false;
    EXPECT_EQ(usage(plan), "factory plan [OPTIONS] [PACKAGE...]");
}

TEST(ManualTest, MeaningHasRangeAndDefault) {
    const auto plan = sample_manual().program.commands[0];
    EXPECT_EQ(meaning(plan.options[0]), "how many (1 - 9) (default: 2)");
    EXPECT_EQ(meaning(plan.options[1]), "the shape");
}

TEST(ManualTest, CommandsComeParentsFirst) {
    const Manual manual = sample_manual();
    std::vector<std::string> names;
    for (const auto* command : all_commands(manual.program)) names.push_back(command->name);
    EXPECT_EQ(names, (std::vector<std::string>{"factory", "factory plan", "factory cache", "factory cache push"}));
}

}  // namespace
}  // namespace sf
