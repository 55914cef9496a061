#include "node/layout.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"

namespace sf {
namespace {

class LayoutTest : public ::testing::Test {
  protected:
    void add(const std::string& name) const {
        auto folder = prefix_.new_folder();
        write_file_atomic(folder.path() / "file", name);
        prefix_.add_build(folder, name);
    }
    void make_current(const std::string& name) const { prefix_.make_current(prefix_.add_generation(name)); }

    TempDir top_{fs::temp_directory_path(), "sf-layout-test-"};
    NodePrefix prefix_{top_.path()};
    const std::string a_ = "24.11.5-aaaaaaaa", b_ = "24.11.5-bbbbbbbb";
};

TEST(BuildName, IsTheVersionAndTheHashOfTheFileList) {
    EXPECT_EQ(build_name("24.11.5", "{}"), "24.11.5-" + sha256_hex("{}").substr(0, 8));
    EXPECT_THROW(build_name("../x", "{}"), Error);
    EXPECT_TRUE(is_build_name("24.11.5-site1-0123abcd"));
    for (const char* other :
         {"current", ".new-24.11.5-0123abcd", "24.11.5", "24.11.5-0123ABCD", "-0123abcd", "24/5-0123abcd"})
        EXPECT_FALSE(is_build_name(other)) << other;
}

TEST(NodePrefixTest, TheRootIsNone) {
    EXPECT_THROW(NodePrefix("/"), Error);
    EXPECT_EQ(NodePrefix("/opt/slurm/").root(), "/opt/slurm");
}

TEST_F(LayoutTest, AnEmptyPrefixHasNothing) {
    EXPECT_TRUE(prefix_.builds().empty());
    EXPECT_FALSE(prefix_.current());
    EXPECT_FALSE(prefix_.before_current());
    EXPECT_TRUE(NodePrefix(top_.path() / "none").builds().empty());
}

TEST_F(LayoutTest, CurrentLeadsToAGenerationAndThatToABuild) {
    add(a_);
    make_current(a_);
    EXPECT_EQ(fs::read_symlink(top_.path() / "current"), "generations/1");
    EXPECT_EQ(fs::read_symlink(top_.path() / "generations/1"), "../" + a_);
    EXPECT_EQ(read_file(top_.path() / "current/file"), a_);
    add(b_);
    make_current(b_);
    EXPECT_EQ(prefix_.current()->number, 2U);
    EXPECT_EQ(prefix_.current()->build, b_);
    EXPECT_EQ(fs::status(prefix_.build(b_)).permissions(), fs::perms(0755));
}

TEST_F(LayoutTest, GoesBackToTheNewestGenerationWithAnotherBuildThatIsThere) {
    add(a_);
    add(b_);
    for (const auto& name : {a_, b_, std::string("24.11.6-cccccccc"), b_}) make_current(name);
    EXPECT_EQ(prefix_.before_current()->number, 1U) << "3 was removed, 2 is the same build";
    prefix_.make_current(*prefix_.before_current());
    EXPECT_EQ(prefix_.current()->build, a_);
    EXPECT_EQ(prefix_.generations().size(), 4U);
    EXPECT_EQ(prefix_.add_generation(b_).number, 5U);
}

TEST_F(LayoutTest, ALinkOfSomebodyElsesIsReplacedAndAFolderIsNot) {
    add(a_);
    fs::create_symlink(a_, top_.path() / "current");
    EXPECT_FALSE(prefix_.current());
    make_current(a_);
    EXPECT_TRUE(prefix_.current());
    fs::remove(top_.path() / "current");
    make_dirs(top_.path() / "current");
    EXPECT_THROW(make_current(a_), Error);
}

TEST_F(LayoutTest, FindsABuildByTheBeginningOfItsName) {
    add(a_);
    EXPECT_EQ(prefix_.find_build("24"), a_);
    add(b_);
    EXPECT_THROW(prefix_.find_build("24"), Error);
    EXPECT_EQ(prefix_.find_build("24.11.5-b"), b_);
    EXPECT_THROW(prefix_.find_build("23"), Error);
}

TEST_F(LayoutTest, RemovesBuildsAndWhatKilledRunsLeft) {
    add(a_);
    prefix_.remove_build(a_);
    EXPECT_TRUE(prefix_.builds().empty());
    make_dirs(top_.path() / ".new-dead/view");
    fs::create_symlink("generations/9", top_.path() / ".current.77");
    prefix_.remove_leftovers();
    EXPECT_TRUE(fs::is_empty(top_.path()));
}

}  // namespace
}  // namespace sf
