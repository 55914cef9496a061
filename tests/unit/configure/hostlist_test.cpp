#include "configure/hostlist.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Hostlist, ExpandsRangesInTheirOrder) {
    EXPECT_THAT(expand_hostlist("login,node[1-3,7]"), ElementsAre("login", "node1", "node2", "node3", "node7"));
}

TEST(Hostlist, KeepsLeadingZeros) {
    EXPECT_THAT(expand_hostlist("n[08-10]"), ElementsAre("n08", "n09", "n10"));
}

TEST(Hostlist, MultipliesSeveralBrackets) {
    EXPECT_THAT(expand_hostlist("r[1-2]n[1-2]-ib"), ElementsAre("r1n1-ib", "r1n2-ib", "r2n1-ib", "r2n2-ib"));
}

TEST(Hostlist, RefusesWhatIsNone) {
    for (const auto* text : {"", "a,,b", "n[1-3", "n1-3]", "n[[1]]", "n[3-1]", "n[a-b]", "n[1,]", "n 1", "n;1", "n[]",
                             "n[1-99999]", "r[1-999]n[1-999]", "n[-1]"})
        EXPECT_THROW(expand_hostlist(text), Error) << text;
}

TEST(Hostlist, SaysWhatIsWrong) {
    try {
        expand_hostlist("node[9-3]");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_THAT(error.message(), HasSubstr("9-3 goes down"));
    }
}

}  // namespace
}  // namespace sf
