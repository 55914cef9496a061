#include "build/jobserver.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "base/process.h"

namespace sf {
namespace {

TEST(Jobserver, NeverGivesMoreTokensThanJobs) {
    const Jobserver server(3);
    std::atomic<int> held = 0, most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 12; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 20; ++n) {
                    const auto slot = server.acquire();
                    const int now = ++held;
                    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                    }
                    std::this_thread::yield();
                    --held;
                }
            });
        }
    }
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 1);
}

TEST(Jobserver, ASlotGivesItsTokenBack) {
    const Jobserver server(1);
    { const auto slot = server.acquire(); }
    std::atomic<bool> acquired = false;
    std::optional<Jobserver::Slot> held = server.acquire();
    std::jthread waiter([&] {
        const auto slot = server.acquire();
        acquired = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_FALSE(acquired);
    held.reset();
    waiter.join();
    EXPECT_TRUE(acquired);
}

TEST(Jobserver, WorksOnANonBlockingPipeAsMakeLeavesIt) {
    const Jobserver server(1);
    ASSERT_EQ(::fcntl(server.read_fd(), F_SETFL, O_NONBLOCK), 0);
    std::optional<Jobserver::Slot> held = server.acquire();
    std::jthread giver([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        held.reset();
    });
    const auto slot = server.acquire();
}

// Two real makes at once share two tokens: no more than two jobs run at any time, and both makes end.
TEST(Jobserver, IsUnderstoodByMake) {
    ASSERT_TRUE(find_program("make")) << "install make: this test runs it";
    const TempDir temp(fs::temp_directory_path(), "sf-make-");
    write_file_atomic(temp.path() / "Makefile",
                      "all: 1 2 3 4\n"
                      "1 2 3 4:\n"
                      "\t@mkdir $(DIR)/run.$(NAME).$@; ls -d $(DIR)/run.* | wc -l >> $(DIR)/counts; sleep 0.05; rmdir "
                      "$(DIR)/run.$(NAME).$@\n");
    const Jobserver server(2);
    const auto make = [&](const std::string& name) {
        const auto slot = server.acquire();
        const auto process = make_system_process();
        Command command;
        command.argv = {"make", "-C", temp.path().string(), "DIR=" + temp.path().string(), "NAME=" + name};
        command.env = {{"PATH", "/usr/bin:/bin"}, {"MAKEFLAGS", server.makeflags()}};
        command.keep_fds = {server.read_fd(), server.write_fd()};
        const Finished finished = process->run(command);
        EXPECT_TRUE(finished.ok()) << finished.err;
        EXPECT_EQ(finished.err.find("jobserver"), std::string::npos) << finished.err;
    };
    { std::jthread a(make, "a"), b(make, "b"); }
    std::istringstream counts(read_file(temp.path() / "counts"));
    int lines = 0, most = 0;
    for (int count; counts >> count; ++lines) most = std::max(most, count);
    EXPECT_EQ(lines, 8);
    EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace sf
