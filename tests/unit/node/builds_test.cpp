#include "node/builds.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/node/tiny_bundle.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class BuildsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        bundle_.pack();
        for (const auto& name : names_) {
            copy_tree(bundle_.tree(), prefix_.build(name));
            if (name != names_[4]) prefix_.make_current(prefix_.add_generation(name));
        }
    }
    std::vector<std::string> removed(const std::vector<BuildRow>& rows, unsigned keep) const {
        std::vector<std::string> names;
        for (const auto& row : unneeded_builds(rows, keep)) names.push_back(row.build);
        return names;
    }

    testing::TinyBundle bundle_;
    TempDir top_{fs::temp_directory_path(), "sf-builds-test-"};
    NodePrefix prefix_{top_.path()};
    const std::vector<std::string> names_{"24.11.1-aaaaaaaa", "24.11.2-bbbbbbbb", "24.11.3-cccccccc",
                                          "24.11.4-dddddddd", "24.11.5-eeeeeeee"};  // the last one never counted
};

TEST_F(BuildsTest, AreListedWithWhatCountedLastFirst) {
    const auto rows = list_builds(prefix_);
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].build, names_[3]);
    EXPECT_TRUE(rows[0].current);
    EXPECT_TRUE(rows[1].before);
    EXPECT_EQ(rows[4].build, names_[4]);
    const auto text = builds_to_text(rows);
    EXPECT_THAT(text, HasSubstr("4          24.11.4-dddddddd     24.11    minimal"));
    EXPECT_THAT(text, HasSubstr("never"));
    const auto json = builds_to_json(prefix_, rows);
    EXPECT_EQ(json.at("builds").at(0).at("generations").at(0).at("number"), 4);
    EXPECT_EQ(json.at("builds").at(0).at("facts").at("slurm"), "24.11.5");
}

TEST_F(BuildsTest, ABrokenOneIsShownAsSuch) {
    fs::remove(prefix_.build(names_[0]) / "manifest/capabilities.json");
    const auto rows = list_builds(prefix_);
    EXPECT_THAT(builds_to_text(rows), HasSubstr("broken"));
    EXPECT_TRUE(builds_to_json(prefix_, rows).at("builds").at(3).at("facts").is_null());
}

TEST_F(BuildsTest, TheCurrentOneAndOneInUseAreNotRemovable) {
    auto rows = list_builds(prefix_);
    EXPECT_THROW(require_removable(rows[0]), Error);
    EXPECT_NO_THROW(require_removable(rows[2]));
    rows[2].programs = {{12, "slurmstepd"}};
    try {
        require_removable(rows[2]);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.message(), HasSubstr("slurmstepd"));
    }
}

TEST_F(BuildsTest, CollectingKeepsWhatIsNeeded) {
    auto rows = list_builds(prefix_);
    EXPECT_EQ(removed(rows, 0), (std::vector<std::string>{names_[1], names_[0], names_[4]}));
    EXPECT_EQ(removed(rows, 1), (std::vector<std::string>{names_[0], names_[4]}));
    rows[3].programs = {{12, "slurmstepd"}};
    EXPECT_EQ(removed(rows, 1), (std::vector<std::string>{names_[4]}));
    EXPECT_TRUE(removed(rows, 9).empty());
}

}  // namespace
}  // namespace sf
