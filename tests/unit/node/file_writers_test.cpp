#include "node/file_writers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace sf {
namespace {

TEST(FileWritersTest, RunsAllOfIt) {
    std::atomic<int> done = 0;
    FileWriters writers(3, 100);
    for (int i = 0; i < 50; ++i) writers.add(40, [&] { ++done; });
    writers.add(1000, [&] { ++done; });  // more than the queue holds, and alone
    writers.finish();
    EXPECT_EQ(done, 51);
}

TEST(FileWritersTest, HoldsNoMoreThanItsQueue) {
    std::atomic<int> held = 0, most = 0;
    FileWriters writers(2, 3);
    for (int i = 0; i < 30; ++i) {
        writers.add(1, [&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            --held;
        });
        most = std::max<int>(most, ++held);
    }
    writers.finish();
    EXPECT_LE(most, 4);  // the queue's three, and one whose end was not counted yet
}

TEST(FileWritersTest, AFaultComesBackAndEndsTheRest) {
    std::atomic<int> done = 0;
    FileWriters writers(1, 1000);
    writers.add(1, [] { throw std::runtime_error("disk"); });
    EXPECT_THROW(
        {
            for (int i = 0; i < 100000; ++i) writers.add(1, [&] { ++done; });
            writers.finish();
        },
        std::runtime_error);
}

TEST(FileWritersTest, WhatHasNotBegunIsDropped) {
    std::atomic<int> done = 0;
    {
        FileWriters writers(1, 1000);
        for (int i = 0; i < 100; ++i)
            writers.add(1, [&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                ++done;
            });
    }
    EXPECT_LT(done, 100);
}

}  // namespace
}  // namespace sf
