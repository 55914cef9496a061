#include "node/preflight.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

SlurmBuild build() {
    return {"24.11.5", "24.11", "default", "bookworm", "x86_64", "x86_64_v2", "2.36"};
}

Machine machine() {
    return {"x86_64", "2.36", "flags\t\t: fpu cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3\n"};
}

TEST(Preflight, AMachineThatHasWhatIsNeededMeetsIt) {
    EXPECT_TRUE(unmet_needs(build(), machine()).empty());
    EXPECT_NO_THROW(refuse_unmet({}));
    EXPECT_FALSE(unmet_room("/", 1));
}

TEST(Preflight, EachThingThatLacksIsNamed) {
    auto other = machine();
    other.arch = "aarch64";
    EXPECT_THAT(unmet_arch(build(), other)->what, HasSubstr("for x86_64 and this machine is aarch64"));
    other = machine();
    other.glibc = "2.31";
    EXPECT_THAT(unmet_glibc(build(), other)->what, HasSubstr("needs glibc 2.36 or newer; this machine has 2.31"));
    other.glibc = "2.4";  // 4 is less than 36
    EXPECT_TRUE(unmet_glibc(build(), other));
    other.glibc = "";
    EXPECT_THAT(unmet_glibc(build(), other)->what, HasSubstr("has none"));
    other = machine();
    other.cpuinfo = "flags\t\t: fpu cx16 lahf_lm popcnt pni sse4_1 ssse3\n";
    EXPECT_THAT(unmet_instructions(build(), other)->what, HasSubstr("lacks sse4_2"));
    EXPECT_THAT(unmet_room("/nonexistent/deep", ~0ULL)->what, HasSubstr("/nonexistent/deep needs"));
}

TEST(Preflight, IsRefusedWithAllReasonsAtOnce) {
    auto other = machine();
    other.glibc = "2.31";
    other.cpuinfo = "flags\t\t: fpu\n";
    try {
        refuse_unmet(unmet_needs(build(), other));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.message(), HasSubstr("glibc"));
        EXPECT_THAT(error.message(), HasSubstr("ssse3"));
        EXPECT_THAT(error.hint(), HasSubstr("--target native"));
    }
}

TEST(Preflight, KnowsThisMachine) {
    const auto here = this_machine();
    EXPECT_FALSE(here.arch.empty());
    EXPECT_THAT(here.glibc, ::testing::MatchesRegex("2\\.[0-9]+"));
}

}  // namespace
}  // namespace sf
