#include "inspect/advisory.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const fs::path kData = fs::path(SF_SOURCE_TREE) / "tests/data/advisories";

std::string refusal(const std::string& text) {
    try {
        parse_advisories(text, "adv.json");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::source);
        EXPECT_THAT(error.message(), HasSubstr("adv.json holds no advisory"));
        return error.message();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
}

TEST(Advisory, IsReadWithRangesVersionsAndSeverity) {
    const auto all = parse_advisories(read_file(kData / "x_TEST-2026-0001.json"), "x");
    ASSERT_EQ(all.size(), 1U);
    const auto& advisory = all[0];
    EXPECT_EQ(advisory.id, "x_TEST-2026-0001");
    EXPECT_THAT(advisory.aliases, ElementsAre("CVE-2026-900001"));
    EXPECT_FALSE(advisory.withdrawn);
    EXPECT_THAT(advisory.severity, HasSubstr("CVSS:3.1/"));
    ASSERT_EQ(advisory.affected.size(), 1U);
    EXPECT_EQ(advisory.affected[0].name, "openssl");
    ASSERT_EQ(advisory.affected[0].ranges.size(), 1U);
    EXPECT_EQ(advisory.affected[0].ranges[0].events[1].kind, RangeEvent::Kind::fixed);
}

TEST(Advisory, ListsMayBeNullAndAbsent) {
    const auto all = parse_advisories(
        R"([{"id": "A", "affected": null, "aliases": null}, {"id": "B", "withdrawn": "2026-01-01T00:00:00Z"}])", "x");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all[0].affected.empty());
    EXPECT_TRUE(all[1].withdrawn);
}

TEST(Advisory, SeverityIsTheDatabasesWordWhereThereIsNoVector) {
    EXPECT_EQ(parse_advisories(R"({"id": "A", "database_specific": {"severity": "HIGH"}})", "x")[0].severity, "HIGH");
    const auto nested = R"({"id": "A", "affected": [{"ecosystem_specific": {"urgency": "low"}}]})";
    EXPECT_EQ(parse_advisories(nested, "x")[0].severity, "low");
    const auto both =
        R"({"id": "A", "severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/x"}, {"type": "CVSS_V3", "score": "CVSS:3.1/y"}]})";
    EXPECT_EQ(parse_advisories(both, "x")[0].severity, "CVSS:3.1/y");
}

TEST(Advisory, TextIsMadePrintable) {
    const auto advisory = parse_advisories("{\"id\": \"A\\u001b[2J\", \"details\": \"one\\ntwo\"}", "x")[0];
    EXPECT_EQ(advisory.id, "A [2J");
    EXPECT_EQ(advisory.summary, "one two");
}

TEST(Advisory, RefusesWhatIsNone) {
    refusal("");
    refusal("{");
    refusal("5");
    refusal("{}");
    refusal(R"({"id": 7})");
    refusal(R"({"id": ""})");
    refusal(R"({"id": "A", "affected": {}})");
    refusal(R"({"id": "A", "affected": [{"package": {"name": "x"}}]})");
    refusal(R"({"id": "A", "affected": [{"ranges": [{"type": "SEMVER", "events": [{"since": "1"}]}]}]})");
    refusal(R"({"id": "A", "affected": [{"versions": [1]}]})");
    refusal("[" + std::string(100000, '['));
}

TEST(Advisories, AreThoseOfAFolderInTheOrderOfPaths) {
    const TempDir folder(fs::temp_directory_path(), "sf-advisories-");
    make_dirs(folder.path() / "b");
    write_file_atomic(folder.path() / "b/1.json", R"({"id": "B"})");
    write_file_atomic(folder.path() / "a.json", R"([{"id": "A1"}, {"id": "A2"}])");
    write_file_atomic(folder.path() / "README", "no advisory");
    fs::create_symlink("/etc/passwd", folder.path() / "link.json");
    std::vector<std::string> ids;
    for_each_advisory({folder.path()}, [&](const Advisory& advisory) { ids.push_back(advisory.id); });
    EXPECT_THAT(ids, ElementsAre("A1", "A2", "B"));
}

TEST(Advisories, SayWhereThereAreNone) {
    const TempDir folder(fs::temp_directory_path(), "sf-advisories-");
    const auto kind = [](const fs::path& path) {
        try {
            for_each_advisory({path}, [](const Advisory&) {});
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::failure;
    };
    EXPECT_EQ(kind(folder.path()), ErrorKind::usage);
    EXPECT_EQ(kind(folder.path() / "absent"), ErrorKind::usage);
}

}  // namespace
}  // namespace sf
