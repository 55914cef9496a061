#include "buildcache/layout.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(LayoutTest, PathsAreSpacks) {
    EXPECT_EQ(layout::spec_manifest("zlib", "1.3.1", "abc"),
              "v3/manifests/spec/zlib/zlib-1.3.1-abc.spec.manifest.json");
    EXPECT_EQ(layout::key_manifest("ABCD"), "v3/manifests/key/ABCD.key.manifest.json");
    const std::string sha256 = "0a" + std::string(62, 'f');
    EXPECT_EQ(layout::blob(sha256), "blobs/sha256/0a/" + sha256);
}

TEST(LayoutTest, NamesThatAreNoPathComponentAreRefused) {
    for (const char* name : {"", "..", ".hidden", "a/b", "a b", "a%2fb"})
        EXPECT_THROW(layout::spec_manifest(name, "1", "abc"), Error) << name;
    EXPECT_THROW(layout::spec_manifest("zlib", "../1", "abc"), Error);
    for (const char* sha256 : {"", "abc", "../../../../etc/passwd"})
        EXPECT_THROW(layout::blob(sha256), Error) << sha256;
    EXPECT_THROW(layout::blob(std::string(64, 'A')), Error);
}

}  // namespace
}  // namespace sf
