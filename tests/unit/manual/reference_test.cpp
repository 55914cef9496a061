#include "manual/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/manual/sample.h"

namespace sf {
namespace {

using testing::HasSubstr;

TEST(Reference, HasAChapterForEachCommand) {
    const auto text = reference_markdown(sample_manual());
    for (const auto* name : {"factory", "factory plan", "factory cache", "factory cache push"})
        EXPECT_THAT(text, HasSubstr("\n## " + std::string(name) + "\n"));
    EXPECT_THAT(text, HasSubstr("Show what would be built. `factory show` is the same.\n"));
    EXPECT_THAT(text, HasSubstr("| [push](#factory-cache-push) | Push packages |\n"));
    EXPECT_THAT(text, HasSubstr("```sh\nfactory plan --format json 'x' | less\n```\n"));
}

TEST(Reference, CellsHoldWhatMarkdownWouldTakeForItself) {
    const auto text = reference_markdown(sample_manual());
    EXPECT_THAT(text, HasSubstr("| `-j, --jobs INT` | `FACTORY_JOBS` | how many (1 - 9) (default: 2) |\n"));
    EXPECT_THAT(text, HasSubstr("| `--format tree\\|json` |  | the shape |\n"));
    EXPECT_THAT(text, HasSubstr("has a \\ and \\<b> and \\* |\n"));
}

TEST(Reference, TablesWithoutVariablesHaveNoColumnForThem) {
    EXPECT_THAT(reference_markdown(sample_manual()), HasSubstr("\n| option | meaning |\n|---|---|\n| `-q, --quiet` |"));
}

}  // namespace
}  // namespace sf
