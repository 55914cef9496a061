#include "node/relocation.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

Json entry(const std::string& target, std::uint64_t offset = 2, std::uint64_t room = 20) {
    return {{"file", "lib/x"}, {"offset", offset}, {"room", room}, {"kind", "text"}, {"value", ""}, {"target", target}};
}
Json table(std::initializer_list<Json> entries) {
    return {{"version", 2}, {"entries", Json(entries)}};
}

TEST(Relocation, WritesThePathFilledOnItsLeft) {
    const RelocationTable relocation(table({entry("view"), entry("view/pmix5", 30, 25)}));
    std::string content = "--" + std::string(20, 'p') + "/lib----" + std::string(25, 'q') + "/x";
    const auto size = content.size();
    relocation.apply(content, "view/lib/x", "/opt/s/24");
    EXPECT_EQ(content,
              "--" + std::string(6, '/') + "/opt/s/24/view/lib----" + std::string(5, '/') + "/opt/s/24/view/pmix5/x");
    EXPECT_EQ(content.size(), size);
    const auto once = content;
    relocation.apply(content, "view/lib/x", "/opt/s/24");
    EXPECT_EQ(content, once);
    relocation.apply(content, "view/lib/x", "/a");
    EXPECT_NE(content.find("//////////////a/view/lib"), std::string::npos) << content;
    EXPECT_EQ(relocation.ranges("view/lib/x").size(), 2U);
    EXPECT_TRUE(relocation.ranges("view/lib/y").empty());
}

TEST(Relocation, ALongerPathThanTheRoomIsRefused) {
    const RelocationTable relocation(table({entry("view")}));
    EXPECT_NO_THROW(relocation.require_room("/opt/slurm/1234"));  // 20 with /view
    try {
        relocation.require_room("/opt/slurm/12345");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(error.message().find("room for 20 characters, and it has 21"), std::string::npos) << error.message();
    }
}

TEST(Relocation, HostileTablesAreRefused) {
    for (const char* target : {"", "data", "view/../..", "/view", "view/"})
        EXPECT_THROW(RelocationTable(table({entry(target)})), Error) << target;
    EXPECT_THROW(RelocationTable(table({entry("view"), entry("view", 21)})), Error) << "they overlap";
    EXPECT_THROW(RelocationTable(Json::object()), Error);
    auto old = entry("view");
    old.erase("target");
    EXPECT_THROW(RelocationTable(table({old})), Error);
    std::string content(10, 'x');
    EXPECT_THROW(RelocationTable(table({entry("view")})).apply(content, "view/lib/x", "/s"), Error);
    EXPECT_THROW(RelocationTable(table({entry("view", ~0ULL)})).apply(content, "view/lib/x", "/s"), Error);
}

}  // namespace
}  // namespace sf
