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

TEST(Hash, Base64HasPadding) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

TEST(Hash, APartOfAFileGoesIntoSeveralHashersAtOnce) {
    const TempDir folder(fs::temp_directory_path(), "hash-test-");
    const std::string content = std::string(300'000, 'a') + "abc" + std::string(300'000, 'b');
    write_file_atomic(folder.path() / "file", content);
    Hasher md5(Hasher::Algorithm::md5), sha256(Hasher::Algorithm::sha256);
    hash_part(folder.path() / "file", 300'000, 3, {&md5, &sha256});
    EXPECT_EQ(hex(md5.digest()), "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321, A.5
    EXPECT_EQ(hex(sha256.digest()), sha256_hex("abc"));
    Hasher whole(Hasher::Algorithm::sha256);
    hash_part(folder.path() / "file", 0, content.size(), {&whole});
    EXPECT_EQ(hex(whole.digest()), sha256_hex(content));
    EXPECT_THROW(hash_part(folder.path() / "file", 600'000, 100, {&md5}), Error);
}

}  // namespace
}  // namespace sf
