#include "sandbox/bootstrap.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/error.h"
#include "unit/sandbox/root_fixture.h"

namespace sf {
namespace {

using testing::HasSubstr;

class Bootstrap : public test::RootFixture {};

TEST_F(Bootstrap, RunsMmdebstrap) {
    have("mmdebstrap");
    bootstrap_root(process_, task(), "http://m.example/debian");
    EXPECT_THAT(line(0), HasSubstr("--variant=minbase"));
    EXPECT_THAT(line(0), HasSubstr("--include=gcc,make"));
    EXPECT_THAT(line(0), HasSubstr("--components=main"));
    EXPECT_THAT(line(0), HasSubstr(::geteuid() == 0 ? "--mode=root" : "--mode=unshare"));
    EXPECT_THAT(line(0), testing::EndsWith("http://m.example/debian"));
}

TEST_F(Bootstrap, NamesThePackageWhenMmdebstrapIsMissing) {
    try {
        bootstrap_root(process_, task(), "http://m.example/debian");
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.hint(), HasSubstr("apt-get install mmdebstrap"));
    }
}

}  // namespace
}  // namespace sf
