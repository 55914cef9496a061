#include "buildcache/tarball_facts.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "buildcache/layout.h"
#include "bundle/compression.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class TarballFactsTest : public testing::SmallCache {
  protected:
    std::string tarball(const Spec& spec) {
        push();
        return read_file(mirror_folder_ / layout::blob(index().packages.at(spec.hash).tarball.sha256));
    }
};

TEST_F(TarballFactsTest, TellsFolderSizeAndPrefixes) {
    const std::string blob = tarball(tool_);
    const TarballFacts facts = read_tarball_facts(blob, sha256_hex(blob), "blob");
    EXPECT_EQ("/" + facts.folder, padded_prefix(tool_));
    EXPECT_EQ(facts.unpacked_bytes, index().packages.at(tool_.hash).unpacked_bytes);
    EXPECT_EQ(facts.info.hash_to_prefix.at(hello_.hash), padded_prefix(hello_));
    EXPECT_EQ(facts.info.install_root, fs::path(padded_prefix(tool_)).parent_path());
}

TEST_F(TarballFactsTest, DamageAndABombAreRefused) {
    std::string blob = tarball(hello_);
    EXPECT_THROW(read_tarball_facts(blob, sha256_hex("another"), "blob"), Error);
    blob.resize(blob.size() - 1);
    EXPECT_THROW(read_tarball_facts(blob, sha256_hex(blob), "blob"), Error);
    const std::string nothing = compressor_of(Compression::gzip).compress(std::string(10240, '\0'), 6);
    EXPECT_THROW(read_tarball_facts(nothing, sha256_hex(nothing), "blob"), Error);
    const std::string bomb = compressor_of(Compression::gzip).compress(std::string(200 << 20, '\0'), 6);
    try {
        read_tarball_facts(bomb, sha256_hex(bomb), "blob");
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("more than it should"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
