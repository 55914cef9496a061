#include "mirror/oci_registry.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/mirror/fake_registry.h"

namespace sf {
namespace {

class OciRegistryTest : public ::testing::Test {
  protected:
    OciRegistry registry() {
        return {parse_oci_url("oci://registry.example/site/cache"), {"jane", "secret", "environment"}, http_};
    }
    static Error error_of(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e;
        }
        return Error(ErrorKind::failure, "none");
    }

    TempDir folder_{fs::temp_directory_path(), "sf-registry-"};
    testing::FakeRegistry http_;
};

TEST_F(OciRegistryTest, BlobsAreSentOnceAndComeBack) {
    auto registry = this->registry();
    const auto blob = registry.put_blob("a/b", "content");
    EXPECT_EQ(blob, (OciBlob{"a/b", sha256_hex("content"), 7}));
    EXPECT_EQ(registry.blob(blob.sha256, 7), "content");
    const fs::path file = folder_.path() / "file";
    write_file_atomic(file, "content");
    EXPECT_EQ(registry.put_blob_file("a/b", file), blob);
    EXPECT_EQ(http_.count("PUT", "blobs/"), 1u);
    write_file_atomic(file, "another");
    EXPECT_EQ(registry.blob(registry.put_blob_file("a/b", file).sha256, 7), "another");
    EXPECT_EQ(registry.put_blob("a/b", "").bytes, 0u);
}

TEST_F(OciRegistryTest, InPiecesWhereOneIsTooLarge) {
    http_.largest_body = 16u << 20;
    const std::string large((40u << 20) + 1, 'x');
    auto registry = this->registry();
    EXPECT_EQ(http_.blobs[registry.put_blob("a/b", large).sha256], large);
    EXPECT_EQ(http_.count("PATCH", "uploads/one"), 3u);
    http_.largest_body = 10;
    EXPECT_NE(error_of([&] { registry.put_blob("a/b", "more than ten"); }).message().find("status 413"),
              std::string::npos);
}

TEST_F(OciRegistryTest, AnUploadThatBreaksOffIsBegunAnew) {
    int broken = 0;
    http_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method == "PUT" && broken++ == 0) throw Error(ErrorKind::source, "the connection ended");
        return std::nullopt;
    };
    auto registry = this->registry();
    registry.put_blob("a/b", "content");
    EXPECT_EQ(http_.count("POST", "uploads/"), 2u);
    EXPECT_EQ(http_.blobs.size(), 1u);
}

TEST_F(OciRegistryTest, WhatIsNotWhatItsNameSaysIsRefused) {
    const std::string sha256 = sha256_hex("content");
    http_.blobs[sha256] = "c0ntent";
    auto registry = this->registry();
    const fs::path destination = folder_.path() / "got";
    EXPECT_NE(error_of([&] { registry.blob(sha256, 99); }).message().find("checksum"), std::string::npos);
    EXPECT_NE(error_of([&] { registry.fetch_blob(sha256, 99, destination, {}); }).message().find("checksum"),
              std::string::npos);
    EXPECT_FALSE(fs::exists(destination));
    EXPECT_NE(error_of([&] { registry.blob(sha256_hex("x"), 99); }).message().find("404 (BLOB_UNKNOWN)"),
              std::string::npos);
}

TEST_F(OciRegistryTest, WhereBlobsLieElsewhereNobodyIsToldWhoWeAre) {
    http_.storage = "https://storage.example/";
    http_.wanted_authorization = "Basic " + base64("jane:secret");
    http_.challenge = "Basic realm=x";
    const std::string sha256 = sha256_hex("content");
    http_.blobs[sha256] = "content";
    auto registry = this->registry();
    registry.fetch_blob(sha256, 99, folder_.path() / "got", {});
    EXPECT_EQ(read_file(folder_.path() / "got"), "content");
    EXPECT_EQ(registry.blob(sha256, 99), "content");
    for (const auto& request : http_.requests)
        EXPECT_TRUE(!request.url.starts_with(http_.storage) || http_.authorization(request).empty()) << request.url;
    EXPECT_EQ(http_.count("GET", http_.storage), 2u);
    http_.storage = "http://storage.example/";
    EXPECT_NE(error_of([&] { registry.blob(sha256, 99); }).message().find("not https"), std::string::npos);
    http_.storage = "https://down.example/?key=secret&blob=";
    http_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (!request.url.starts_with(http_.storage)) return std::nullopt;
        throw Error(ErrorKind::source, request.url + ": no connection");
    };
    EXPECT_EQ(error_of([&] { registry.blob(sha256, 99); }).message(), "https://down.example/: no connection");
    http_.before = [&](const HttpRequest& request) {
        return std::optional(HttpAnswer{307, {{"location", request.url}}, ""});
    };
    EXPECT_NE(error_of([&] { registry.blob(sha256, 99); }).message().find("status 307"), std::string::npos);
}

TEST_F(OciRegistryTest, NoneSendsUsToAFileOfThisMachine) {
    const std::string target = "file://" + (folder_.path() / "target").string();
    http_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        EXPECT_FALSE(request.url.starts_with("file:")) << request.method;
        if (request.method == "HEAD") return HttpAnswer{404, {}, ""};
        return HttpAnswer{request.method == "POST" ? 202 : 307, {{"location", target}}, ""};
    };
    for (const char* url : {"oci://registry.example/site/cache", "oci+http://127.0.0.1/site/cache"}) {
        OciRegistry registry(parse_oci_url(url), {}, http_);
        EXPECT_NE(error_of([&] { registry.blob(sha256_hex("x"), 99); }).message().find("not https"), std::string::npos);
        EXPECT_NE(error_of([&] { registry.put_blob("a/b", "x"); }).message().find("not https"), std::string::npos);
    }
}

TEST_F(OciRegistryTest, AWrongPasswordIsNamed) {
    http_.wanted_authorization = "Basic " + base64("jane:right");
    http_.challenge = "Basic realm=x";
    auto registry = this->registry();
    const Error error = error_of([&] { registry.manifest("a"); });
    EXPECT_NE(error.message().find("status 401 (UNAUTHORIZED)"), std::string::npos);
    EXPECT_NE(error.hint().find("does not accept the user's name and password"), std::string::npos);
    EXPECT_EQ((error.message() + error.hint()).find("secret"), std::string::npos);
    EXPECT_THROW(registry.fetch_blob(sha256_hex("x"), 9, folder_.path() / "x", {}), Error);
}

TEST_F(OciRegistryTest, ManifestsHaveTags) {
    auto registry = this->registry();
    EXPECT_FALSE(registry.manifest("a"));
    EXPECT_FALSE(registry.has_manifest("a"));
    registry.put_manifest("a", "text");
    EXPECT_EQ(registry.manifest("a"), "text");
    EXPECT_TRUE(registry.has_manifest("a"));
    registry.remove_manifest(sha256_hex("text"));
    EXPECT_FALSE(registry.has_manifest("a"));
    http_.forbids_removal = true;
    EXPECT_NE(error_of([&] { registry.remove_manifest(sha256_hex("text")); }).message().find("lets nobody remove"),
              std::string::npos);
}

TEST_F(OciRegistryTest, ARegistryThatComparesIsAskedTo) {
    http_.compares = true;
    auto registry = this->registry();
    EXPECT_TRUE(registry.put_manifest_if("a", "one", ""));
    EXPECT_FALSE(registry.put_manifest_if("a", "two", ""));
    EXPECT_FALSE(registry.put_manifest_if("a", "two", sha256_hex("none")));
    EXPECT_TRUE(registry.put_manifest_if("a", "two", sha256_hex("one")));
    EXPECT_EQ(registry.manifest("a"), "two");
}

TEST_F(OciRegistryTest, TagsComeInPages) {
    auto registry = this->registry();
    EXPECT_TRUE(registry.tags().empty());
    for (const char* tag : {"c", "a", "b", "e", "d"}) registry.put_manifest(tag, tag);
    http_.page = 2;
    EXPECT_EQ(registry.tags(), (std::vector<std::string>{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(http_.count("GET", "tags/list"), 4u);
    http_.before = [](const HttpRequest&) {
        return std::optional(HttpAnswer{200, {}, R"({"tags": ["good", "../bad", 5, ""]})"});
    };
    EXPECT_EQ(registry.tags(), std::vector<std::string>{"good"});
    http_.before = [](const HttpRequest&) { return std::optional(HttpAnswer{404, {}, ""}); };
    EXPECT_TRUE(registry.tags().empty());
}

}  // namespace
}  // namespace sf
