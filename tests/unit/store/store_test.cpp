#include "store/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace sf {
namespace {

class StoreTest : public testing::Test {
  protected:
    StoreTest() {
        spec_.name = "zlib";
        spec_.version = "1.3.1";
        spec_.hash = "abcdefghijklmnopqrstuvwxyz234567";
    }
    Json spec_json() const { return {{"spec", {{"nodes", {{{"name", "zlib"}, {"hash", spec_.hash}}}}}}}; }
    void commit(const std::string& content) {
        const fs::path staged = store_.begin(spec_);
        make_dirs(staged / "lib");
        write_file_atomic(staged / "lib/libz.so.1", content, 06755);
        store_.commit(spec_, spec_json(), staged);
    }

    TempDir temp_{fs::temp_directory_path(), "sf-store-"};
    Home home_{temp_.path()};
    Store store_{home_};
    Spec spec_;
};

TEST_F(StoreTest, HasWhatWasCommitted) {
    EXPECT_FALSE(store_.has(spec_));
    commit("one");
    EXPECT_TRUE(store_.has(spec_));
    EXPECT_EQ(store_.path(spec_), home_.store() / "zlib-1.3.1-abcdefghijklmnopqrstuvwxyz234567");
    EXPECT_EQ(read_file(store_.path(spec_) / "lib/libz.so.1"), "one");
}

TEST_F(StoreTest, MakesFilesReadOnlyAndTakesSetuidAway) {
    commit("one");
    struct stat info {};
    ASSERT_EQ(::stat((store_.path(spec_) / "lib/libz.so.1").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0555u);
}

TEST_F(StoreTest, DoesNotHaveWhatWasOnlyBegun) {
    write_file_atomic(store_.begin(spec_) / "file", "half");
    EXPECT_FALSE(store_.has(spec_));
    EXPECT_FALSE(fs::exists(store_.path(spec_)));
}

TEST_F(StoreTest, DoesNotHaveAnotherHashOrADamagedFolder) {
    commit("one");
    const fs::path file = store_.path(spec_) / ".spack/spec.json";
    fs::remove(file);
    EXPECT_FALSE(store_.has(spec_));
    write_file_atomic(file, "{ damaged");
    EXPECT_FALSE(store_.has(spec_));
    write_file_atomic(file, R"({"spec": {"nodes": [{"hash": "another"}]}})");
    EXPECT_FALSE(store_.has(spec_));
}

TEST_F(StoreTest, BeginRemovesTheLeftoverOfAKilledRun) {
    write_file_atomic(store_.begin(spec_) / "leftover", "x");
    EXPECT_TRUE(fs::is_empty(store_.begin(spec_)));
}

TEST_F(StoreTest, CommitReplacesWhatIsThere) {
    commit("one");
    commit("two");
    EXPECT_EQ(read_file(store_.path(spec_) / "lib/libz.so.1"), "two");
    EXPECT_EQ(std::distance(fs::directory_iterator(home_.store()), fs::directory_iterator{}), 1);
}

TEST_F(StoreTest, WritesNothingThroughALinkThatABuildLeft) {
    const fs::path staged = store_.begin(spec_);
    const fs::path elsewhere = temp_.path() / "elsewhere";
    make_dirs(elsewhere);
    fs::create_symlink(elsewhere, staged / ".spack");
    store_.commit(spec_, spec_json(), staged);
    EXPECT_TRUE(fs::is_empty(elsewhere));
    EXPECT_TRUE(store_.has(spec_));
}

TEST_F(StoreTest, SweepRemovesLeftoversButNotWhatIsBeingBuilt) {
    const fs::path staged = store_.begin(spec_);
    {
        const FileLock lock = store_.lock(spec_, {});
        store_.sweep();
        EXPECT_TRUE(fs::exists(staged));
    }
    store_.sweep();
    EXPECT_FALSE(fs::exists(staged));
}

TEST_F(StoreTest, LockExcludesAnotherBuilder) {
    const FileLock lock = store_.lock(spec_, {});
    EXPECT_FALSE(FileLock::try_lock(home_.locks() / ("store-" + spec_.store_name())).has_value());
}

TEST_F(StoreTest, RemoveTakesThePackageAway) {
    commit("one");
    store_.remove(spec_);
    EXPECT_FALSE(store_.has(spec_));
    EXPECT_TRUE(fs::is_empty(home_.store()));
}

TEST_F(StoreTest, ListsWholePackagesAlone) {
    commit("one");
    EXPECT_TRUE(store_.spec_jsons().empty());  // the node of these tests is not one of a package
    Spec real;
    real.name = "zstd";
    real.version = "1.5.7";
    real.hash = dag_hash(real);
    const fs::path staged = store_.begin(real);
    store_.commit(real, to_spec_json(real, {{real.hash, real}}), staged);
    store_.begin(spec_);
    ASSERT_EQ(store_.spec_jsons().size(), 1u);
    EXPECT_EQ(store_.spec_jsons()[0].at("spec").at("nodes")[0].at("hash"), real.hash);
}

}  // namespace
}  // namespace sf
