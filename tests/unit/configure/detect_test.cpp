#include "configure/detect.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

using testing::ElementsAre;

TEST(Detect, TakesTheLineOfSlurmd) {
    FakeProcess process;
    process.answer = [](const Command&) {
        return FakeProcess::success("NodeName=host1 CPUs=2 RealMemory=900\nUpTime=0-01:00:00\n");
    };
    EXPECT_EQ(detect_node("/v", process), "host1 CPUs=2 RealMemory=900");
    EXPECT_THAT(process.commands.front().argv, ElementsAre("/v/sbin/slurmd", "-C"));
}

TEST(Detect, SaysWhatSlurmdSaid) {
    FakeProcess process;
    process.answer = [](const Command&) { return FakeProcess::failure(1, "no hwloc"); };
    EXPECT_THROW(detect_node("/v", process), Error);
}

TEST(Detect, NamesAloneGetTheHardware) {
    EXPECT_THAT(with_detected({"node[1-4]", "big CPUs=64"}, "host1 CPUs=2"),
                ElementsAre("node[1-4] CPUs=2", "big CPUs=64"));
    EXPECT_THAT(with_detected({}, "host1 CPUs=2"), ElementsAre("host1 CPUs=2"));
}

}  // namespace
}  // namespace sf
