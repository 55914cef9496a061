#include "concretize/target.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

const std::string kV1 = "model name\t: x\nflags\t\t: fpu sse2";
const std::string kV2 = kV1 + " cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
const std::string kV3 = kV2 + " abm avx avx2 bmi1 bmi2 f16c fma movbe xsave";
const std::string kV4 = kV3 + " avx512bw avx512cd avx512dq avx512f avx512vl";
const std::string kArm = "processor\t: 0\nFeatures\t: fp asimd";

Toolchain toolchain_for(const std::vector<std::string>& targets) {
    Toolchain toolchain;
    toolchain.name = "bookworm";
    toolchain.architectures = {"x86_64", "aarch64"};
    for (const auto& target : targets) toolchain.targets[target] = "-march=" + target;
    return toolchain;
}

TEST(Target, AProcessorRunsItsLevelAndThoseBelow) {
    EXPECT_TRUE(runs_on("x86_64", kV1 + "\n"));
    EXPECT_FALSE(runs_on("x86_64_v2", kV1 + "\n"));
    EXPECT_TRUE(runs_on("x86_64_v2", kV3 + "\n"));
    EXPECT_TRUE(runs_on("x86_64_v3", kV3 + "\n"));
    EXPECT_FALSE(runs_on("x86_64_v4", kV3 + "\n"));
    EXPECT_TRUE(runs_on("x86_64_v4", kV4 + "\n"));
    EXPECT_FALSE(runs_on("aarch64", kV4 + "\n"));
    EXPECT_TRUE(runs_on("aarch64", kArm + "\n"));
    EXPECT_FALSE(runs_on("x86_64", kArm + "\n"));
}

TEST(Target, AHigherLevelNeedsTheLowerOnesToo) {
    EXPECT_FALSE(runs_on("x86_64_v3", "flags : abm avx avx2 bmi1 bmi2 f16c fma movbe xsave\n"));
}

TEST(Target, NativeIsTheBestThatTheToolchainHas) {
    const auto all = toolchain_for({"x86_64", "x86_64_v2", "x86_64_v3", "x86_64_v4", "aarch64"});
    EXPECT_EQ(native_target(all, kV1), "x86_64");
    EXPECT_EQ(native_target(all, kV2), "x86_64_v2");
    EXPECT_EQ(native_target(all, kV3), "x86_64_v3");
    EXPECT_EQ(native_target(all, kV4), "x86_64_v4");
    EXPECT_EQ(native_target(all, kArm), "aarch64");
    const auto some = toolchain_for({"x86_64", "x86_64_v3"});
    EXPECT_EQ(native_target(some, kV2), "x86_64");
    EXPECT_EQ(native_target(some, kV4), "x86_64_v3");
}

TEST(Target, TheDefaultFollowsTheArchitectureAlone) {
    EXPECT_EQ(default_target(kV1), "x86_64_v3");
    EXPECT_EQ(default_target(kV4), "x86_64_v3");
    EXPECT_EQ(default_target(kArm), "aarch64");
}

TEST(Target, NativeResolvesToWhatThisProcessorRuns) {
    const auto toolchain = toolchain_for({"x86_64", "x86_64_v2", "x86_64_v3", "x86_64_v4", "aarch64"});
    const std::string resolved = resolve_target(toolchain, "native");
    EXPECT_TRUE(runs_on(resolved, read_file("/proc/cpuinfo"))) << resolved;
    EXPECT_EQ(resolve_target(toolchain, "x86_64_v2"), "x86_64_v2");
    EXPECT_THROW(resolve_target(toolchain, "x86_64_v5"), Error);
}

TEST(Target, NeedsTheInstructionsOfItsLevelAndThoseBelow) {
    EXPECT_TRUE(instructions_of("x86_64").empty());
    const auto needed = instructions_of("x86_64_v3");
    EXPECT_TRUE(std::is_sorted(needed.begin(), needed.end()));
    for (const char* flag : {"avx2", "sse4_2"}) EXPECT_EQ(std::count(needed.begin(), needed.end(), flag), 1) << flag;
    EXPECT_EQ(std::count(needed.begin(), needed.end(), "avx512f"), 0);
    EXPECT_TRUE(instructions_of("aarch64").empty());
    const auto missing = instructions_missing("x86_64_v2", "flags\t\t: fpu cx16 lahf_lm popcnt pni sse4_1 ssse3\n");
    EXPECT_EQ(missing, std::vector<std::string>{"sse4_2"});
}

TEST(Target, AnArchitectureThatTheToolchainLacksIsRefused) {
    auto toolchain = toolchain_for({"x86_64", "aarch64"});
    toolchain.architectures = {"x86_64"};
    EXPECT_THROW(resolve_target(toolchain, "aarch64"), Error);
}

TEST(Target, WhatThisProcessorCannotRunIsNotBuilt) {
    EXPECT_NO_THROW(require_runnable("x86_64_v3", kV3));
    try {
        require_runnable("x86_64_v4", kV3);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_NE(error.message().find("x86_64_v4"), std::string::npos);
        EXPECT_NE(error.hint().find("native"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
