#include "mirror/oci_url.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(OciUrlTest, NamesAHostAndARepository) {
    const OciUrl url = parse_oci_url("oci://registry.example:5000/Site/build-cache/");
    EXPECT_EQ(url.text(), "oci://registry.example:5000/site/build-cache");  // as Spack has it
    EXPECT_EQ(url.endpoint(), "https://registry.example:5000/v2/site/build-cache");
    const OciUrl plain = parse_oci_url("oci+http://127.0.0.1:5000/a");
    EXPECT_EQ(plain.text(), "oci+http://127.0.0.1:5000/a");
    EXPECT_EQ(plain.origin(), "http://127.0.0.1:5000");
    EXPECT_EQ(parse_oci_url("oci://localhost/a").origin(), "https://localhost");
    EXPECT_EQ(parse_oci_url("oci://[::1]:5000/a").host, "[::1]:5000");
    EXPECT_FALSE(is_oci("https://registry.example/a"));
}

TEST(OciUrlTest, AnythingElseIsRefused) {
    for (const char* url :
         {"oci://", "oci:///a", "oci://registry.example", "oci://ubuntu/a", "oci://user@host.example/a",
          "oci://host.example/a:tag", "oci://host.example/a@sha256:00", "oci://host.example/a//b",
          "oci://host.example/../b", "oci://host.example/-a", "oci://host.example/a?x", "oci://-host.example/a"})
        EXPECT_THROW(parse_oci_url(url), Error) << url;
    EXPECT_THROW(parse_oci_url("oci://host.example/" + std::string(256, 'a')), Error);
}

TEST(OciUrlTest, SecretsTravelEncryptedOrNotAtAll) {
    for (const char* url : {"https://a.example/x", "http://127.0.0.1:5000", "http://localhost/x", "http://[::1]:1/x"})
        EXPECT_TRUE(may_carry_secrets(url)) << url;
    for (const char* url : {"http://a.example/x", "http://127.0.0.1.evil.example/", "http://localhost.evil/", "ftp://a",
                            "http://127.0.0.1@evil.example/"})
        EXPECT_FALSE(may_carry_secrets(url)) << url;
}

}  // namespace
}  // namespace sf
