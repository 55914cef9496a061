#include "buildcache/content_pool.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sf {
namespace {

class ContentPoolTest : public ::testing::Test {
  protected:
    ContentPoolTest() { pool_.prepare(); }

    fs::path file(const std::string& name, const std::string& content, mode_t mode = 0444) {
        write_file_atomic(folder_.path() / name, content, mode);
        return folder_.path() / name;
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_.path() / ".content"), fs::directory_iterator{}));
    }

    TempDir folder_{fs::temp_directory_path(), "sf-pool-"};
    ContentPool pool_{folder_.path() / ".content"};
    const std::string large_ = std::string(100'000, 'x');
};

TEST_F(ContentPoolTest, EqualFilesBecomeOne) {
    const auto first = file("first", large_), second = file("second", large_);
    EXPECT_EQ(pool_.share(first), 0u);
    EXPECT_EQ(pool_.share(second), large_.size());
    EXPECT_TRUE(fs::equivalent(first, second));
    EXPECT_EQ(read_file(second), large_);
    EXPECT_EQ(pool_.share(second), 0u);  // shared already
    EXPECT_EQ(entries(), 1u);
}

TEST_F(ContentPoolTest, OtherModesAndSmallFilesStayByThemselves) {
    const auto data = file("data", large_), program = file("program", large_, 0555);
    pool_.share(data);
    EXPECT_EQ(pool_.share(program), 0u);
    EXPECT_FALSE(fs::equivalent(data, program));
    pool_.share(file("small", "x"));
    EXPECT_EQ(entries(), 2u);
}

TEST_F(ContentPoolTest, AnEntryThatIsNotWhatItsNameSaysIsNotTaken) {
    const auto first = file("first", large_);
    pool_.share(first);
    fs::permissions(first, fs::perms::owner_write, fs::perm_options::add);
    const std::string other(large_.size(), 'y');
    {
        std::FILE* edited = std::fopen(first.c_str(), "r+");
        std::fwrite(other.data(), 1, other.size(), edited);
        std::fclose(edited);
    }
    fs::permissions(first, fs::perms::owner_write, fs::perm_options::remove);
    const auto second = file("second", large_);
    EXPECT_EQ(pool_.share(second), 0u);
    EXPECT_EQ(read_file(second), large_);
    EXPECT_FALSE(fs::exists(folder_.path() / "second.twin"));
}

TEST_F(ContentPoolTest, WithoutAPoolAFileStaysAsItIs) {
    fs::remove(folder_.path() / ".content");
    const auto first = file("first", large_);
    EXPECT_EQ(pool_.share(first), 0u);
    EXPECT_EQ(fs::hard_link_count(first), 1u);
}

TEST_F(ContentPoolTest, EntriesThatNobodyUsesAreRemoved) {
    const auto kept = file("kept", large_), gone = file("gone", large_ + "!");
    pool_.share(kept);
    pool_.share(gone);
    fs::remove(gone);
    pool_.prepare();
    EXPECT_EQ(entries(), 1u);
    EXPECT_EQ(fs::hard_link_count(kept), 2u);
}

}  // namespace
}  // namespace sf
