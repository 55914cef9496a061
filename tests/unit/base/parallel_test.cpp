#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/error.h"

namespace sf {
namespace {

TEST(ParallelTest, EachItemOnce) {
    for (const unsigned threads : {0U, 1U, 4U}) {
        std::vector<std::atomic<int>> calls(50);
        parallel_for(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
        for (const auto& count : calls) EXPECT_EQ(count, 1);
    }
    parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelTest, AnErrorEndsItAndIsThrownAgain) {
    std::atomic<int> calls{0};
    const auto work = [&](std::size_t) {
        ++calls;
        throw Error(ErrorKind::failure, "broken");
    };
    EXPECT_THROW(parallel_for(1000, 3, work), Error);
    EXPECT_LE(calls, 3);
}

}  // namespace
}  // namespace sf
