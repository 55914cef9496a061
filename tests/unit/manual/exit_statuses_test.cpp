#include "manual/exit_statuses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

TEST(ExitStatuses, AreThoseOfTheDocuments) {
    const auto text = read_file(fs::path(SF_SOURCE_TREE) / "docs/commands.md");
    for (const auto& status : exit_statuses())
        EXPECT_THAT(text, testing::HasSubstr("| " + std::to_string(status.status) + " | " + status.meaning + " |\n"));
}

TEST(ExitStatuses, RiseFromSuccessToInterrupted) {
    const auto& statuses = exit_statuses();
    EXPECT_TRUE(std::is_sorted(statuses.begin(), statuses.end(),
                               [](const auto& a, const auto& b) { return a.status < b.status; }));
    EXPECT_EQ(statuses.front().status, 0);
    EXPECT_EQ(statuses.back().status, static_cast<int>(ErrorKind::interrupted));
}

}  // namespace
}  // namespace sf
