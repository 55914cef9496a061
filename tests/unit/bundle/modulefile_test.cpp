#include "bundle/modulefile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ModulefileTest : public ::testing::Test {
  protected:
    std::string rendered(const Modulefile& modulefile) {
        return render(modulefile, stack_.plan, Catalog::load({stack_.catalog_folder()}));
    }
    void write_asset(const std::string& name, const std::string& text) {
        write_file_atomic(stack_.catalog_folder() / "assets" / name, text);
    }

    testing::SmallStack stack_;
};

TEST_F(ModulefileTest, SlurmsOwnIsFilledInAndKnowsItsPlace) {
    const auto modulefile = slurm_modulefile(stack_.plan);
    EXPECT_EQ(modulefile.path, "modules/slurm/24.11-bookworm.lua");
    const auto text = rendered(modulefile);
    EXPECT_THAT(text, HasSubstr("Slurm workload manager 24.11.5 (minimal), built for Debian 12"));
    EXPECT_THAT(text, HasSubstr("local function find_prefix(remembered, within)"));
    EXPECT_THAT(text, HasSubstr(":rep(3) .."));
    EXPECT_THAT(text, Not(HasSubstr("@{")));
    EXPECT_THAT(text, Not(HasSubstr("\"LD_LIBRARY_PATH\"")));
}

TEST_F(ModulefileTest, OwnValuesComeBeforeThePlans) {
    write_asset("t.lua.in", "@{name} @{version} @{release} @{depth}");
    EXPECT_EQ(rendered({"modules/Core/a/1.lua", "t.lua.in", {{"name", "a"}, {"version", "1"}}}), "a 1 24.11 4");
}

TEST_F(ModulefileTest, AnUnknownPlaceholderIsNamedWithItsFile) {
    write_asset("t.lua.in", "@{nonsense}");
    try {
        rendered({"modules/x.lua", "t.lua.in", {}});
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::catalog);
        EXPECT_THAT(error.message(), HasSubstr("assets/t.lua.in: no placeholder @{nonsense}"));
    }
}

}  // namespace
}  // namespace sf
