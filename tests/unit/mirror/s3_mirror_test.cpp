#include "mirror/s3_mirror.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "mirror/s3_upload.h"
#include "unit/base/fake_clock.h"
#include "unit/base/fake_http.h"
#include "unit/mirror/fake_s3.h"

namespace sf {
namespace {

std::optional<std::string> nothing_set(const std::string&) {
    return std::nullopt;
}

class S3MirrorTest : public ::testing::Test {
  protected:
    S3MirrorTest() {
        settings_.region = "eu-west-1";
        settings_.credentials = "profile dev";
        settings_.signing = {"the-id", "the-secret", "the-token", "eu-west-1"};
    }

    S3Mirror mirror(S3Use use = S3Use::read) {
        return {"s3://bucket/cache/", settings_, http_, use, nothing_set, std::make_unique<FakeClock>()};
    }

    static constexpr const char* kFile = "https://bucket.s3.eu-west-1.amazonaws.com/cache/v3/file";
    AwsSettings settings_;
    FakeHttp http_;
};

TEST_F(S3MirrorTest, FilesAreReadWithSignedRequests) {
    http_.content[kFile] = "content";
    http_.answer = [](const HttpRequest& request) { return HttpAnswer{request.url == kFile ? 200 : 404, {}, ""}; };
    auto bucket = mirror();
    EXPECT_EQ(bucket.url(), "s3://bucket/cache");
    EXPECT_EQ(bucket.read("v3/file", 100), "content");
    EXPECT_EQ(http_.signing->secret_key, "the-secret");
    http_.signing.reset();
    const TempDir folder(fs::temp_directory_path(), "sf-s3-");
    std::uint64_t done = 0;
    const auto file = bucket.fetch("v3/file", 100, folder.path() / "got", [&](const auto& now) { done = now.done; });
    EXPECT_EQ(read_file(file), "content");
    EXPECT_EQ(done, 7u);
    EXPECT_TRUE(http_.signing);
    http_.signing.reset();
    EXPECT_TRUE(bucket.exists("v3/file"));
    EXPECT_FALSE(bucket.exists("v3/none"));
    EXPECT_TRUE(http_.signing);
}

TEST_F(S3MirrorTest, APublicBucketIsReadAnonymously) {
    settings_.signing.reset();
    http_.content[kFile] = "content";
    EXPECT_EQ(mirror().read("v3/file", 100), "content");
    EXPECT_FALSE(http_.signing);
}

TEST_F(S3MirrorTest, ARefusedDownloadIsExplainedWithoutTheKeys) {
    http_.answer = [](const HttpRequest&) { return HttpAnswer{200, {}, ""}; };
    http_.refusals.emplace(
        kFile, HttpStatusError(std::string(kFile) + ": refused", "", 403, "<Error><Code>AccessDenied</Code></Error>"));
    try {
        mirror().read("v3/file", 100);
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::source);
        EXPECT_EQ(e.message(), std::string(kFile) + ": refused (AccessDenied)");
        EXPECT_EQ(e.hint(), "the credentials do not allow s3:GetObject; credentials: profile dev; region: eu-west-1");
    }
}

TEST_F(S3MirrorTest, OnlyAReaderTakesARefusalForAbsence) {
    http_.answer = [](const HttpRequest&) { return HttpAnswer{403, {}, ""}; };
    EXPECT_FALSE(mirror().exists("v3/file"));
    EXPECT_THROW(mirror(S3Use::write).exists("v3/file"), Error);
    http_.answer = [](const HttpRequest&) { return HttpAnswer{503, {}, ""}; };
    EXPECT_THROW(mirror().exists("v3/file"), Error);
}

class S3WriteTest : public ::testing::Test {
  protected:
    static std::string refusal(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message() + "; " + e.hint();
        }
        return "none";
    }

    S3Mirror open() {
        return {"s3://bucket/a cache", settings_, http_, S3Use::write, nothing_set, std::make_unique<FakeClock>()};
    }

    FakeHttp http_;
    test::FakeS3 s3_{http_};
    AwsSettings settings_ = test::FakeS3::settings();
    S3Mirror mirror_ = open();
    TempDir folder_{fs::temp_directory_path(), "sf-s3-"};
};

TEST_F(S3WriteTest, WhatIsPutCarriesItsChecksumsTypeAndCaching) {
    mirror_.put("v3/c++.json", "{}");
    EXPECT_EQ(s3_.objects.at("a cache/v3/c++.json"), "{}");
    const HttpRequest& put = http_.exchanged.back();
    EXPECT_EQ(put.url, test::FakeS3::kBucket + "a%20cache/v3/c%2B%2B.json");
    EXPECT_EQ(test::header_of(put, "Content-MD5"),
              "mZFLkyvTelC5g8XnyQrpOw==");  // printf '{}' | openssl md5 -binary | base64
    EXPECT_EQ(test::header_of(put, "x-amz-content-sha256"), sha256_hex("{}"));
    EXPECT_EQ(test::header_of(put, "x-amz-meta-sha256"), sha256_hex("{}"));
    EXPECT_EQ(test::header_of(put, "Content-Type"), "application/json");
    EXPECT_EQ(test::header_of(put, "Cache-Control"), "public, max-age=60, must-revalidate");
    EXPECT_FALSE(test::header_of(put, "x-amz-acl"));
    EXPECT_FALSE(test::header_of(put, "x-amz-server-side-encryption"));
    EXPECT_EQ(put.signing->secret_key, "the-secret");
}

TEST_F(S3WriteTest, AclAndEncryptionGoWithEachFile) {
    settings_.acl = "public-read";
    settings_.encryption = "aws:kms";
    open().put("index", "text");
    EXPECT_EQ(test::header_of(http_.exchanged.back(), "x-amz-acl"), "public-read");
    EXPECT_EQ(test::header_of(http_.exchanged.back(), "x-amz-server-side-encryption"), "aws:kms");
}

TEST_F(S3WriteTest, AFileIsStreamedByOneRequestAndStays) {
    write_file_atomic(folder_.path() / "blob", "content");
    mirror_.put_file("blobs/sha256/ab/abc", folder_.path() / "blob");
    EXPECT_EQ(s3_.objects.at("a cache/blobs/sha256/ab/abc"), "content");
    const HttpRequest& put = http_.exchanged.back();
    EXPECT_EQ(put.body_file, folder_.path() / "blob");
    EXPECT_EQ(test::header_of(put, "x-amz-meta-sha256"), sha256_hex("content"));
    EXPECT_EQ(test::header_of(put, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(http_.exchanged.size(), 1u);
}

TEST_F(S3WriteTest, ARefusedWriteSaysWhatIsNotAllowed) {
    s3_.before = [](const HttpRequest&) { return test::FakeS3::refusal(403, "AccessDenied"); };
    EXPECT_EQ(refusal([&] { mirror_.put("x", ""); }),
              "PUT s3://bucket/a cache/x: the server answered with status 403 (AccessDenied); the credentials do not "
              "allow s3:PutObject; credentials: environment; region: us-east-1");
    EXPECT_NE(refusal([&] { mirror_.remove("x"); }).find("s3:DeleteObject"), std::string::npos);
    EXPECT_NE(refusal([&] { mirror_.list("x"); }).find("s3:ListBucket"), std::string::npos);
    EXPECT_NE(refusal([&] { mirror_.read_versioned("x", 9); }).find("s3:GetObject"), std::string::npos);
}

TEST_F(S3WriteTest, AFileIsReplacedOnlyIfItIsStillTheSame) {
    EXPECT_FALSE(mirror_.read_versioned("index", 100));
    EXPECT_TRUE(mirror_.put_if("index", "one", std::nullopt));
    EXPECT_FALSE(mirror_.put_if("index", "two", std::nullopt));
    const auto one = mirror_.read_versioned("index", 100);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->text, "one");
    EXPECT_TRUE(mirror_.put_if("index", "two", one->version));
    EXPECT_FALSE(mirror_.put_if("index", "three", one->version));
    EXPECT_EQ(s3_.objects.at("a cache/index"), "two");
    mirror_.remove("index");
    EXPECT_FALSE(mirror_.put_if("index", "three", one->version));
    EXPECT_TRUE(s3_.objects.empty());
}

// Somebody else is quicker: between the look at the file and the request that replaces it.
TEST_F(S3WriteTest, TheServerDecidesWhoWasFirst) {
    for (const auto& version : {std::optional<std::string>(), std::optional(test::md5_etag("one"))}) {
        s3_.objects.clear();
        if (version) s3_.objects["a cache/index"] = "one";
        s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
            if (request.method == "PUT") s3_.objects["a cache/index"] = "theirs";
            return std::nullopt;
        };
        EXPECT_FALSE(mirror_.put_if("index", "ours", version));
        EXPECT_EQ(s3_.objects.at("a cache/index"), "theirs");
    }
    s3_.objects.clear();
    s3_.before = [](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method != "PUT") return std::nullopt;
        return test::FakeS3::refusal(409, "ConditionalRequestConflict");
    };
    EXPECT_FALSE(mirror_.put_if("index", "ours", std::nullopt));
}

// The answer to the first try was lost, and the second one met what the first had put.
TEST_F(S3WriteTest, ARefusalOfWhatWePutOurselvesIsSuccess) {
    s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method == "PUT") s3_.objects["a cache/index"] = "ours";
        return std::nullopt;
    };
    EXPECT_TRUE(mirror_.put_if("index", "ours", std::nullopt));
}

TEST_F(S3WriteTest, AServerWithoutConditionsIsLookedAtBeforeAndAfter) {
    s3_.conditions = false;
    EXPECT_TRUE(mirror_.put_if("index", "one", std::nullopt));
    EXPECT_FALSE(mirror_.put_if("index", "two", std::nullopt));
    EXPECT_FALSE(mirror_.put_if("index", "two", "\"another\""));
    EXPECT_EQ(s3_.objects.at("a cache/index"), "one");
    const auto one = mirror_.read_versioned("index", 100);
    bool put = false;
    s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (put && request.method == "HEAD") s3_.objects["a cache/index"] = "theirs";
        put = put || request.method == "PUT";
        return std::nullopt;
    };
    EXPECT_FALSE(mirror_.put_if("index", "two", one->version));
}

TEST_F(S3WriteTest, AServerThatRefusesConditionsIsAskedWithout) {
    s3_.before = [](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (!test::header_of(request, "If-None-Match")) return std::nullopt;
        return test::FakeS3::refusal(501, "NotImplemented");
    };
    EXPECT_TRUE(mirror_.put_if("index", "one", std::nullopt));
    EXPECT_EQ(s3_.objects.at("a cache/index"), "one");
}

TEST_F(S3WriteTest, FilesBelowAFolderAreListedOverAllPages) {
    s3_.page = 2;
    for (const char* key : {"a cache/blobs/b", "a cache/blobs/a+&<b", "a cache/blobs/c/d", "a cache/blobs2/x",
                            "a cache/blobs/folder/", "a cache/blobs/../v3/index", "a cache/blobs/\x01", "blobs/y"})
        s3_.objects[key] = "four";
    EXPECT_EQ(mirror_.list("blobs"), (std::vector<std::string>{"blobs/a+&<b", "blobs/b", "blobs/c/d"}));
    EXPECT_EQ(mirror_.list_all("blobs").at(2).bytes, 4u);
    EXPECT_TRUE(mirror_.list("none").empty());
    mirror_.remove("blobs/b");
    mirror_.remove("blobs/b");
    EXPECT_FALSE(s3_.objects.contains("a cache/blobs/b"));
}

TEST_F(S3WriteTest, WhatHeadDoesNotSayIsAskedByGet) {
    s3_.before = [](const HttpRequest& request) {
        return request.method == "HEAD" ? HttpAnswer{400, {}, ""} : test::FakeS3::refusal(400, "ExpiredToken");
    };
    EXPECT_EQ(
        refusal([&] { mirror_.exists("index"); }),
        "HEAD s3://bucket/a cache/index: the server answered with status 400 (ExpiredToken); the credentials have "
        "expired: get new ones; credentials: environment; region: us-east-1");
}

TEST_F(S3WriteTest, AnAbsentBucketIsNoAbsentFile) {
    s3_.before = [](const HttpRequest&) { return test::FakeS3::refusal(404, "NoSuchBucket"); };
    EXPECT_NE(refusal([&] { mirror_.read_versioned("index", 9); }).find("check the bucket's name"), std::string::npos);
    EXPECT_NE(refusal([&] { mirror_.list("blobs"); }).find("(NoSuchBucket)"), std::string::npos);
}

}  // namespace
}  // namespace sf
