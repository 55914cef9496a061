#include "base/hash.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

// FIPS 180-4's examples.
TEST(Hash, KnownDigests) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Hasher sha1(Hasher::Algorithm::sha1);
    sha1.update("a");
    sha1.update("bc");
    EXPECT_EQ(hex(sha1.digest()), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// RFC 4648, section 10, in lower case and without padding.
TEST(Hash, Base32Vectors) {
    EXPECT_EQ(base32_lower(""), "");
    EXPECT_EQ(base32_lower("f"), "my");
    EXPECT_EQ(base32_lower("fo"), "mzxq");
    EXPECT_EQ(base32_lower("foo"), "mzxw6");
    EXPECT_EQ(base32_lower("foob"), "mzxw6yq");
    EXPECT_EQ(base32_lower("foobar"), "mzxw6ytboi");
}

TEST(Hash, FilesAreReadInPieces) {
    const TempDir folder(fs::temp_directory_path(), "hash-test-");
    const std::string content(700'000, 'x');
    write_file_atomic(folder.path() / "big", content);
    EXPECT_EQ(sha256_file(folder.path() / "big"), sha256_hex(content));
}

TEST(Hash, AMissingFileIsNamed) {
    try {
        sha256_file("/nonexistent/file");
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("/nonexistent/file"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
