#include "inspect/difference.h"

#include <gmock/gmock.h>

namespace sf {
namespace {

using ::testing::HasSubstr;

BundleFacts facts(const std::map<std::string, std::string>& versions, const std::string& digit = "1") {
    BundleFacts result;
    Json files = Json::array();
    for (const auto& [name, version] : versions) {
        BundledSource source;
        source.name = name;
        source.version = version;
        result.sources.push_back(source);
        result.packages[name + " " + version] = 1000;
        files.push_back(Json{{"path", "view/lib/" + name}, {"type", "file"}, {"sha256", digit}, {"package", name}});
    }
    result.archive.documents["files"] = Json{{"files", files}};
    result.archive.bytes = 5000;
    result.glibc_floor = "2.36";
    result.features = {"mpi/pmix_v4"};
    return result;
}

TEST(BundleDifference, NamesWhatCameWentAndChanged) {
    const auto before = facts({{"openssl", "3.5.6"}, {"lua", "5.4.7"}, {"zlib", "1.3.1"}});
    auto after = facts({{"openssl", "3.5.7"}, {"zlib", "1.3.1"}, {"zstd", "1.5.7"}});
    after.features = {"cgroup/v2"};
    after.glibc_floor = "2.38";
    after.archive.bytes = 4000;
    after.packages["openssl 3.5.7"] = 1500;
    const auto difference = difference_of(before, after);
    EXPECT_EQ(difference.added, (std::map<std::string, std::string>{{"zstd", "1.5.7"}}));
    EXPECT_EQ(difference.removed, (std::map<std::string, std::string>{{"lua", "5.4.7"}}));
    ASSERT_EQ(difference.changed.size(), 1U);
    EXPECT_EQ(difference.changed.at("openssl").before, "3.5.6");
    EXPECT_EQ(difference.changed.at("openssl").more_bytes, 500);
    const auto text = difference_to_text(difference);
    EXPECT_THAT(text, HasSubstr("added    zstd 1.5.7\nremoved  lua 5.4.7\n"));
    EXPECT_THAT(text, HasSubstr("changed  openssl 3.5.6 -> 3.5.7 (+500 B)"));
    EXPECT_THAT(text, HasSubstr("added    feature cgroup/v2\nremoved  feature mpi/pmix_v4\n"));
    EXPECT_THAT(text, HasSubstr("changed  glibc 2.36 -> 2.38"));
    EXPECT_THAT(text, HasSubstr("the tarball has -1.0 kB"));
    EXPECT_EQ(difference_to_json(difference).at("changed").at("openssl").at("after"), "3.5.7");
}

TEST(BundleDifference, SeesOtherFilesOfOneVersion) {
    const auto difference = difference_of(facts({{"zlib", "1.3.1"}}, "1"), facts({{"zlib", "1.3.1"}}, "2"));
    EXPECT_THAT(difference_to_text(difference), HasSubstr("changed  zlib 1.3.1, other files"));
}

TEST(BundleDifference, TheSameIsNone) {
    const auto same = facts({{"zlib", "1.3.1"}});
    EXPECT_TRUE(difference_of(same, same).empty());
    EXPECT_EQ(difference_to_text(difference_of(same, same)), "the two hold the same\n");
}

}  // namespace
}  // namespace sf
