#include "buildcache/manifest.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "buildcache/layout.h"

namespace sf {
namespace {

const BlobRecord kRecord{layout::kSpec, "gzip", std::string(64, 'a'), 12};

TEST(ManifestTest, ReadsWhatItWritesInSpacksForm) {
    const auto text = manifest_text({kRecord});
    EXPECT_TRUE(text.starts_with("{\n\"version\":3,\n\"data\":[\n{\n\"contentLength\":12,\n\"mediaType\":"));
    EXPECT_EQ(parse_manifest(text, "test"), Manifest{kRecord});
}

TEST(ManifestTest, TheFirstRecordOfATypeCounts) {
    BlobRecord second = kRecord;
    second.bytes = 99;
    EXPECT_EQ(record_of({kRecord, second}, layout::kSpec, "test"), kRecord);
    EXPECT_THROW(record_of({kRecord}, layout::kTarball, "test"), Error);
}

TEST(ManifestTest, OtherVersionsAndRubbishAreRefused) {
    for (const char* text : {"", "[]", "{}", R"({"version": 4, "data": []})", R"({"version": 3, "data": [{}]})",
                             R"({"version": 3, "data": [{"contentLength": 1, "mediaType": "x", "compression": "none",
                                 "checksumAlgorithm": "md5", "checksum": "a"}]})"})
        EXPECT_THROW(parse_manifest(text, "test"), Error) << text;
}

}  // namespace
}  // namespace sf
