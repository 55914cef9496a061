#include "bundle/compression.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

std::string some_text() {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i % 97) + "\n";
    return text;
}

TEST(Compression, BlocksStandAloneAndJoinToOneFile) {
    const TempDir folder(fs::temp_directory_path(), "sf-compression-test-");
    for (const auto compression : {Compression::gzip, Compression::zstd}) {
        const auto& compressor = compressor_of(compression);
        const auto block = compressor.compress(some_text(), compressor.level);
        EXPECT_LT(block.size(), some_text().size() / 10);
        EXPECT_EQ(compressor.compress(some_text(), compressor.level), block);
        const auto file = folder.path() / compressor.extension;
        write_file_atomic(file, block + compressor.compress("", compressor.level) + block);
        EXPECT_EQ(testing::sh(std::string(compressor.name) + " -dc <" + file.string()), some_text() + some_text());
    }
}

TEST(Compression, NamesTheFormatAsPeopleDo) {
    EXPECT_STREQ(compressor_of(Compression::gzip).name, "gzip");
    EXPECT_STREQ(compressor_of(Compression::gzip).extension, "tar.gz");
    EXPECT_STREQ(compressor_of(Compression::zstd).name, "zstd");
    EXPECT_STREQ(compressor_of(Compression::zstd).extension, "tar.zst");
}

}  // namespace
}  // namespace sf
