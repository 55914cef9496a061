#include "bundle/gzip_members.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "bundle/compression.h"

namespace sf {
namespace {

std::string gz(const std::string& text) {
    const auto& compressor = compressor_of(Compression::gzip);
    return compressor.compress(text, compressor.level);
}

TEST(GzipMembersTest, MembersComeOneByOne) {
    const std::string large(9'000'000, 'x');  // larger than what this program writes
    const std::string file = gz("one") + gz("") + gz(large);
    GzipMembers members(file, "blob", 9'000'003);
    EXPECT_EQ(members.next(), "one");
    EXPECT_EQ(members.position(), gz("one").size());
    EXPECT_EQ(members.next(), "");
    EXPECT_EQ(members.next(), large);
    EXPECT_EQ(members.next(), std::nullopt);
    EXPECT_EQ(members.position(), file.size());
}

TEST(GzipMembersTest, MoreThanExpectedIsRefused) {
    const std::string bomb = gz(std::string(5'000'000, '\0'));
    for (const std::uint64_t limit : {0U, 1U, 1'048'576U, 4'999'999U}) {
        GzipMembers members(bomb, "blob", limit);
        EXPECT_THROW(members.next(), Error) << limit;
    }
}

TEST(GzipMembersTest, DamageIsNoticed) {
    const std::string good = gz("some text that is compressed");
    for (std::size_t i = 10; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        GzipMembers members(bad, "blob", 1000);
        EXPECT_THROW(members.next(), Error) << i;
    }
    for (const auto& bad : {good.substr(0, good.size() - 1), std::string("no gzip"), good + "trailing"}) {
        GzipMembers members(bad, "blob", 1000);
        EXPECT_THROW(while (members.next()){}, Error);
    }
}

}  // namespace
}  // namespace sf
