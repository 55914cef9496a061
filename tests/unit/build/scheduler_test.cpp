#include "build/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <mutex>
#include <thread>

#include "base/error.h"

namespace sf {
namespace {

using testing::ElementsAre;

std::vector<std::string> order(const std::vector<WorkItem>& items, int workers) {
    std::vector<std::string> done;
    std::mutex mutex;
    run_schedule(items, workers, [&](std::size_t i) {
        const std::lock_guard guard(mutex);
        done.push_back(items[i].name);
    });
    return done;
}

TEST(CriticalPaths, CountTheCostliestChainOfDependents) {
    const std::vector<WorkItem> items = {
        {"zlib", {}, 1}, {"openssl", {0}, 127}, {"curl", {1}, 30}, {"lz4", {0}, 2}, {"slurm", {2, 3}, 160}};
    EXPECT_THAT(critical_paths(items), ElementsAre(318, 317, 190, 162, 160));
}

TEST(Scheduler, StartsTheLongestPathFirst) {
    const std::vector<WorkItem> items = {
        {"small", {}, 1}, {"big", {}, 50}, {"middle", {}, 10}, {"after small", {0}, 100}};
    EXPECT_THAT(order(items, 1), ElementsAre("small", "after small", "big", "middle"));
}

TEST(Scheduler, RunsEveryItemAfterItsDependencies) {
    std::vector<WorkItem> items;
    for (std::size_t i = 0; i < 40; ++i) {
        WorkItem item{std::to_string(i), {}, static_cast<double>(i % 7)};
        for (std::size_t j = 0; j < i; ++j) {
            if ((i * j) % 5 == 1) item.dependencies.push_back(j);
        }
        items.push_back(item);
    }
    const auto done = order(items, 4);
    ASSERT_EQ(done.size(), items.size());
    const auto position = [&](const std::string& name) {
        return std::find(done.begin(), done.end(), name) - done.begin();
    };
    for (const auto& item : items) {
        for (const auto dependency : item.dependencies)
            EXPECT_LT(position(items[dependency].name), position(item.name));
    }
}

TEST(Scheduler, RunsIndependentItemsTogetherButNoMoreThanTheWorkers) {
    std::barrier all_three(3);  // waits for ever unless three run at the same time
    std::atomic<int> running = 0, most = 0;
    run_schedule({{"a", {}, 1}, {"b", {}, 1}, {"c", {}, 1}}, 3, [&](std::size_t) { all_three.arrive_and_wait(); });
    run_schedule({{"a", {}, 1}, {"b", {}, 1}, {"c", {}, 1}, {"d", {}, 1}}, 2, [&](std::size_t) {
        most = std::max(most.load(), ++running);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        --running;
    });
    EXPECT_LE(most, 2);
}

TEST(Scheduler, AFailureStopsNewWorkAndLetsRunningWorkEnd) {
    std::barrier both(2);
    std::atomic<bool> other_ended = false, later_ran = false;
    const std::vector<WorkItem> items = {{"fails", {}, 10}, {"other", {}, 10}, {"later", {}, 1}, {"dependent", {0}, 1}};
    const auto run = [&] {
        run_schedule(items, 2, [&](std::size_t i) {
            if (i >= 2) later_ran = true;
            if (i < 2) both.arrive_and_wait();
            if (i == 0) throw Error(ErrorKind::build, "phase configure failed");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            if (i == 1) other_ended = true;
        });
    };
    try {
        run();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "phase configure failed");
    }
    EXPECT_TRUE(other_ended);
    EXPECT_FALSE(later_ran);
}

TEST(Scheduler, ThrowsTheFirstOfSeveralFailures) {
    std::barrier both(2);
    const auto run = [&] {
        run_schedule({{"first", {}, 1}, {"second", {}, 1}}, 2, [&](std::size_t i) {
            both.arrive_and_wait();
            if (i == 1) std::this_thread::sleep_for(std::chrono::milliseconds(20));
            throw Error(ErrorKind::build, i == 0 ? "first" : "second");
        });
    };
    try {
        run();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "first");
    }
}

TEST(Scheduler, DoesNothingForNothing) {
    run_schedule({}, 2, [](std::size_t) { ADD_FAILURE(); });
}

}  // namespace
}  // namespace sf
