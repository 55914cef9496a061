#include "base/text.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

using Strings = std::vector<std::string>;

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_EQ(split("a,,b", ','), (Strings{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (Strings{""}));
    EXPECT_EQ(split("a,", ','), (Strings{"a", ""}));
}

TEST(Text, JoinIsSplitBackwards) {
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
}

TEST(Text, TrimTakesBlanksFromBothEnds) {
    EXPECT_EQ(trim(" \t a b\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, LowerCaseIsOfAsciiAlone) {
    EXPECT_EQ(lower_case("ETag: \"Ab1\" \xC3\x84"), "etag: \"ab1\" \xC3\x84");
}

TEST(Text, LastLinesIgnoresTheFinalNewline) {
    EXPECT_EQ(last_lines("a\nb\nc\n", 2), (Strings{"b", "c"}));
    EXPECT_EQ(last_lines("a\nb", 5), (Strings{"a", "b"}));
    EXPECT_EQ(last_lines("\na", 2), (Strings{"", "a"}));
    EXPECT_TRUE(last_lines("\n\n", 3).empty());
}

TEST(Text, NearestRanksByEditDistance) {
    const Strings names = {"openssl", "zlib", "lz4", "libyaml"};
    EXPECT_EQ(nearest("opnessl", names), (Strings{"openssl"}));
    EXPECT_EQ(nearest("OpenSSL", names), (Strings{"openssl"}));
    EXPECT_EQ(nearest("zlb", names).front(), "zlib");
    EXPECT_TRUE(nearest("hdf5-parallel", names).empty());
}

TEST(Text, AFolderIsBelowItselfAndANeighbourWithItsNameInFrontIsNot) {
    EXPECT_TRUE(is_below("lib", "lib"));
    EXPECT_TRUE(is_below("lib/slurm", "lib"));
    EXPECT_FALSE(is_below("lib64/slurm", "lib"));
    EXPECT_FALSE(is_below("li", "lib"));
}

TEST(Text, NearestFindsANameThatHoldsTheWord) {
    EXPECT_EQ(nearest("mariadb", {"mariadb-connector-c", "zlib"}), (Strings{"mariadb-connector-c"}));
}

TEST(Text, SuggestionNamesTheNearAndTheKnown) {
    EXPECT_EQ(suggestion("trixi", {"bookworm", "trixie"}), "; did you mean trixie? (known: bookworm, trixie)");
    EXPECT_EQ(suggestion("x", {}), " (none is known)");
}

TEST(Text, PlaceholdersAreReplaced) {
    const auto lookup = [](const std::string& name) { return "<" + name + ">"; };
    EXPECT_EQ(expand_placeholders("--with=@{dep:zlib}/lib @{prefix}", lookup), "--with=<dep:zlib>/lib <prefix>");
    EXPECT_EQ(expand_placeholders("a@b {c} $x", lookup), "a@b {c} $x");
}

TEST(Text, AnOpenPlaceholderIsAFault) {
    EXPECT_THROW(expand_placeholders("a @{prefix", [](const std::string& name) { return name; }), Error);
}

TEST(Text, DurationsForPeople) {
    EXPECT_EQ(format_duration(0.31), "0.3 s");
    EXPECT_EQ(format_duration(12.2), "12 s");
    EXPECT_EQ(format_duration(125), "2 min 05 s");
    EXPECT_EQ(format_duration(59.7), "1 min 00 s");
    EXPECT_EQ(format_duration(3720), "1 h 02 min");
}

TEST(Text, BytesInPowersOfTen) {
    EXPECT_EQ(format_bytes(812), "812 B");
    EXPECT_EQ(format_bytes(12'345'678), "12.3 MB");
    EXPECT_EQ(format_bytes(999'999), "1.0 MB");
    EXPECT_EQ(format_bytes(5'000'000'000), "5.0 GB");
}

TEST(Text, UtcTimes) {
    EXPECT_EQ(utc_stamp(1), "19700101T000001Z");
    EXPECT_EQ(format_utc(1741737600), "2025-03-12T00:00:00Z");
}

}  // namespace
}  // namespace sf
