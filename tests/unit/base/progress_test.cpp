#include "base/progress.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/progress_block.h"
#include "unit/base/fake_clock.h"

namespace sf {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

class ProgressTest : public testing::Test {
  protected:
    std::string written() const { return read_file(folder_.path() / "out"); }

    TempDir folder_{fs::temp_directory_path(), "progress-test-"};
    std::unique_ptr<std::FILE, CloseFile> out_{std::fopen((folder_.path() / "out").c_str(), "w")};
    FakeClock clock_;
};

TEST_F(ProgressTest, PlainPrintsOneLineAFinishedItem) {
    const auto progress = make_progress(clock_, false, false, out_.get());
    progress->plan(21, 0);
    progress->started("zlib 1.3.1", "configure", 5);
    progress->doing("zlib 1.3.1", "build");
    progress->finished("zlib 1.3.1", "built in 12 s");
    progress->message("note");
    progress->done();
    EXPECT_EQ(written(), "[ 1/21] zlib 1.3.1 built in 12 s\nnote\n");
}

TEST_F(ProgressTest, WithoutAPlanThereIsNoCounter) {
    const auto progress = make_progress(clock_, false, false, out_.get());
    progress->finished("root filesystem", "made");
    EXPECT_EQ(written(), "root filesystem made\n");
}

TEST_F(ProgressTest, QuietPrintsNothing) {
    const auto progress = make_progress(clock_, true, true, out_.get());
    progress->plan(1, 1);
    progress->finished("a", "b");
    progress->message("note");
    EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, TheTerminalsBlockIsErasedBeforeALineAndAtTheEnd) {
    const auto progress = make_progress(clock_, true, false, out_.get());
    progress->plan(2, 0);
    progress->started("zlib 1.3.1", "build", 0);
    progress->finished("zlib 1.3.1", "built");
    const std::string text = written();
    // The block had two lines: the headline and zlib.
    EXPECT_NE(text.find("\r\x1b[2A\x1b[J[1/2] zlib 1.3.1 built\n"), std::string::npos) << text;
    progress->done();
    EXPECT_TRUE(written().ends_with("\r\x1b[1A\x1b[J"));
}

ProgressState two_running() {
    ProgressState state;
    state.items = 21;
    state.finished = 3;
    state.expected_s = 600;
    state.running = {{"openssl 3.5.7", "build", 0, 130}, {"lua 5.4.7", "configure", 50, 0}};
    return state;
}

TEST(ProgressBlock, SaysWhatRunsAndHowLongItTakes) {
    const auto lines = block_lines(two_running(), 62, 100, 20);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0], "[##......................] 3/21  1 min 02 s elapsed, about 8 min 58 s left");
    EXPECT_EQ(lines[1], "  openssl 3.5.7  build      1 min 02 s of about 2 min 10 s");
    EXPECT_EQ(lines[2], "  lua 5.4.7      configure  12 s");
}

TEST(ProgressBlock, FitsTheTerminal) {
    ProgressState state = two_running();
    for (int i = 0; i < 30; ++i) state.running.push_back({"package", "build", 0, 0});
    const auto lines = block_lines(state, 62, 30, 10);
    EXPECT_EQ(lines.size(), 10u);
    EXPECT_EQ(lines.back(), "  and 24 more");
    for (const std::string& line : lines) EXPECT_LE(line.size(), 30u);
}

TEST(ProgressBlock, IsEmptyWhenNothingIsPlannedOrRuns) {
    EXPECT_TRUE(block_lines({}, 0, 80, 24).empty());
}

TEST(ProgressBlock, IsNotFullBeforeTheEnd) {
    ProgressState state = two_running();
    EXPECT_NE(block_lines(state, 10000, 100, 20)[0].find("#.]"), std::string::npos);
    EXPECT_EQ(block_lines(state, 10000, 100, 20)[0].find("left"), std::string::npos);
}

}  // namespace
}  // namespace sf
