#include "base/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

Command shell(const std::string& script) {
    Command command;
    command.argv = {"sh", "-c", script};
    return command;
}

class ProcessTest : public testing::Test {
  protected:
    std::unique_ptr<Process> process_ = make_system_process();
    TempDir folder_{fs::temp_directory_path(), "process-test-"};
};

TEST_F(ProcessTest, OutputAndErrorsAreCapturedApart) {
    const Finished finished = process_->run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_FALSE(finished.ok());
    EXPECT_EQ(finished.out, "out\n");
    EXPECT_EQ(finished.err, "err\n");
}

TEST_F(ProcessTest, MoreOutputThanAPipeHolds) {
    const Finished finished = process_->run(shell("head -c 1000000 /dev/zero; head -c 300000 /dev/zero >&2"));
    EXPECT_EQ(finished.out.size(), 1000000u);
    EXPECT_EQ(finished.err.size(), 300000u);
}

TEST_F(ProcessTest, InputIsGivenWhole) {
    Command command = shell("wc -c");
    command.input = std::string(300000, 'x');
    EXPECT_EQ(trim(process_->run(command).out), "300000");
    EXPECT_EQ(trim(process_->run(shell("wc -c")).out), "0");
}

TEST_F(ProcessTest, TheEnvironmentIsExactlyWhatIsGiven) {
    Command command;
    command.argv = {"env"};
    command.env = std::map<std::string, std::string>{{"A", "1"}, {"B", "two words"}};
    EXPECT_EQ(process_->run(command).out, "A=1\nB=two words\n");
}

TEST_F(ProcessTest, TheWorkingDirectoryIsSet) {
    Command command = shell("pwd -P");
    command.cwd = folder_.path();
    EXPECT_EQ(trim(process_->run(command).out), fs::canonical(folder_.path()).string());
}

TEST_F(ProcessTest, OutputIsAppendedToAFile) {
    Command command = shell("echo one; echo two >&2");
    command.output_file = folder_.path() / "log";
    write_file_atomic(*command.output_file, "before\n");
    const Finished finished = process_->run(command);
    EXPECT_TRUE(finished.ok());
    EXPECT_TRUE(finished.out.empty());
    EXPECT_EQ(read_file(*command.output_file), "before\none\ntwo\n");
}

TEST_F(ProcessTest, AMissingProgramIsNamedAndToBeInstalled) {
    Command command;
    command.argv = {"no-such-program-anywhere"};
    try {
        process_->run(command);
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::host);
        EXPECT_NE(e.message().find("'no-such-program-anywhere' is not found"), std::string::npos);
        EXPECT_NE(e.hint().find("install"), std::string::npos);
    }
}

TEST_F(ProcessTest, AProgramByPathThatIsNotThereIsAnErrorAndNotAnExitStatus) {
    Command command;
    command.argv = {(folder_.path() / "nothing").string()};
    EXPECT_THROW(process_->run(command), Error);
}

TEST_F(ProcessTest, AFolderThatIsNotThereIsNamed) {
    Command command = shell("true");
    command.cwd = folder_.path() / "nothing";
    try {
        process_->run(command);
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("nothing"), std::string::npos);
    }
}

TEST_F(ProcessTest, OnlyKeptDescriptorsReachTheChild) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, 0), 0);  // on purpose without O_CLOEXEC
    const UniqueFd kept(ends[1]);
    const UniqueFd lost(ends[0]);
    Command command = shell("[ -e /proc/self/fd/" + std::to_string(kept.get()) + " ] && [ ! -e /proc/self/fd/" +
                            std::to_string(lost.get()) + " ]");
    command.keep_fds = {kept.get()};
    EXPECT_TRUE(process_->run(command).ok());
}

TEST_F(ProcessTest, ATimeOutEndsTheWholeGroup) {
    Command command = shell("sleep 60 & echo $!; wait");
    command.timeout_s = 0.3;
    const Finished finished = process_->run(command);
    EXPECT_TRUE(finished.timed_out);
    EXPECT_EQ(finished.signal, SIGTERM);
    EXPECT_EQ(finished.exit_code, -1);
    EXPECT_LT(finished.wall_s, 5);
    const pid_t grandchild = std::stoi(finished.out);
    for (int i = 0; i < 200 && ::kill(grandchild, 0) == 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        // Without a reaper above the tests a killed grandchild stays as a zombie; its state says so.
        const auto state = read_file_if_exists("/proc/" + std::to_string(grandchild) + "/stat");
        if (state && state->find(") Z ") != std::string::npos) return;
    }
    EXPECT_NE(::kill(grandchild, 0), 0);
}

TEST_F(ProcessTest, ADaemonThatHoldsTheOutputIsNotWaitedFor) {
    const auto start = std::chrono::steady_clock::now();
    const Finished finished = process_->run(shell("echo hello; sleep 20 & exit 0"));
    EXPECT_EQ(finished.out, "hello\n");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
}

TEST_F(ProcessTest, CpuTimeOfDescendantsIsCounted) {
    const Finished finished = process_->run(shell("sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'"));
    EXPECT_GT(finished.user_s + finished.sys_s, 0.005);
    EXPECT_GT(finished.wall_s, 0);
}

TEST_F(ProcessTest, ASignalIsToldApartFromAnExitStatus) {
    const Finished finished = process_->run(shell("kill -KILL $$"));
    EXPECT_EQ(finished.signal, SIGKILL);
    EXPECT_EQ(finished.exit_code, -1);
}

TEST_F(ProcessTest, StartedCommandsGoOnAndCanBeEnded) {
    Command command = shell("echo started; exec sleep 60");
    command.output_file = folder_.path() / "log";
    const pid_t pid = process_->start(command);
    EXPECT_FALSE(process_->wait(pid, 0).has_value());
    while (read_file_if_exists(*command.output_file).value_or("").empty()) std::this_thread::yield();
    process_->kill(pid, SIGTERM);
    const auto finished = process_->wait(pid, 10);
    ASSERT_TRUE(finished.has_value());
    EXPECT_EQ(finished->signal, SIGTERM);
}

TEST_F(ProcessTest, ManyThreadsRunAtOnce) {
    std::vector<std::thread> threads;
    std::vector<std::string> outputs(12);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        threads.emplace_back([&, i] { outputs[i] = process_->run(shell("echo " + std::to_string(i))).out; });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < outputs.size(); ++i) EXPECT_EQ(outputs[i], std::to_string(i) + "\n");
}

// In a process of its own, because an interrupt is remembered for good.
TEST_F(ProcessTest, AnInterruptReachesRunningGroupsAndIsRemembered) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        install_interrupt_handlers();
        const fs::path ready = folder_.path() / "ready";
        std::thread sender([&] {
            while (!fs::exists(ready)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            ::kill(::getpid(), SIGINT);
        });
        const Finished finished = process_->run(shell("touch " + ready.string() + "; exec sleep 60"));
        sender.join();
        bool thrown = false;
        try {
            throw_if_interrupted();
        } catch (const Error& e) {
            thrown = e.exit_status() == 130;
        }
        ::_exit(finished.signal == SIGINT && interrupted() && thrown ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_FALSE(interrupted());
}

TEST(RunChecked, SaysWhatFailedAndTheLastLines) {
    FakeProcess process;
    process.answer = [](const Command&) { return FakeProcess::failure(2, "first\nno space left\n"); };
    Command command;
    command.argv = {"tar", "-x", "a file"};
    try {
        run_checked(process, command, "unpacking");
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.message(), "unpacking failed with exit status 2\n  first\n  no space left");
        EXPECT_EQ(e.hint(), "the command was: tar -x 'a file'");
    }
}

TEST(RunChecked, ReturnsTheOutput) {
    FakeProcess process;
    process.answer = [](const Command&) { return FakeProcess::success("fine"); };
    EXPECT_EQ(run_checked(process, Command{}, "x"), "fine");
}

TEST(ShellQuote, OnlyWhatNeedsIt) {
    EXPECT_EQ(shell_quote({"make", "-j2", "CC=gcc", "a b", "it's", ""}), "make -j2 CC=gcc 'a b' 'it'\\''s' ''");
}

TEST(FindProgram, LooksInPath) {
    EXPECT_TRUE(find_program("sh").has_value());
    EXPECT_FALSE(find_program("no-such-program-anywhere").has_value());
    EXPECT_FALSE(find_program("/bin/sh").has_value());
}

}  // namespace
}  // namespace sf
