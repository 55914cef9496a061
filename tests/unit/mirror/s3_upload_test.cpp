#include "mirror/s3_upload.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "unit/base/fake_clock.h"
#include "unit/mirror/fake_s3.h"

namespace sf {
namespace {

constexpr std::size_t kPartBytes = 16 << 20;

// A file of three parts.
class S3UploadTest : public ::testing::Test {
  protected:
    S3UploadTest() {
        content_ = std::string(kPartBytes, 'a') + std::string(kPartBytes, 'b') + "the end";
        write_file_atomic(file_, content_);
        clock_->unix_time = 1'800'000'000;  // a year after the uploads of FakeS3 began
    }

    void send() { S3Upload(bucket_, "builds/x.tar.gz", file_).run(); }

    std::string failure() {
        try {
            send();
        } catch (const Error& e) {
            return e.message() + "; " + e.hint();
        }
        return "none";
    }

    long asked(const std::string& start) const {
        const auto lines = s3_.asked();
        return std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(start); });
    }
    long parts_sent() const { return asked("PUT " + kKey + "?partNumber="); }

    const std::string kKey = "cache/builds/x.tar.gz";
    TempDir folder_{fs::temp_directory_path(), "sf-s3-upload-"};
    fs::path file_ = folder_.path() / "x";
    std::string content_;
    FakeHttp http_;
    test::FakeS3 s3_{http_};
    FakeClock* clock_ = new FakeClock;
    S3Bucket bucket_{parse_s3_url("s3://bucket/cache"), test::FakeS3::settings(), http_,
                     [](const std::string&) { return std::nullopt; }, std::unique_ptr<Clock>(clock_)};
};

TEST_F(S3UploadTest, PartsWithTheirChecksumsBecomeOneFile) {
    send();
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
    EXPECT_TRUE(s3_.uploads.empty());
    EXPECT_EQ(parts_sent(), 3);
    EXPECT_EQ(asked("PUT " + kKey + "?partNumber=3&uploadId=upload/1"), 1);
    for (const auto& request : http_.exchanged) {
        if (request.url.find("partNumber=3") != std::string::npos) {
            EXPECT_EQ(test::header_of(request, "x-amz-content-sha256"), sha256_hex("the end"));
        }
        if (request.url.ends_with("?uploads=") && request.method == "POST") {
            EXPECT_EQ(test::header_of(request, "Content-Type"), "application/gzip");
            EXPECT_EQ(test::header_of(request, "Cache-Control"), "public, max-age=60, must-revalidate");
        }
    }
}

TEST_F(S3UploadTest, WhatAnEarlierRunSentIsNotSentAgain) {
    s3_.page = 1;
    s3_.uploads["few"] = {kKey, "", {{1, content_.substr(0, kPartBytes)}}};
    s3_.uploads["most"] = {kKey, "", {{1, content_.substr(0, kPartBytes)}, {3, "the end"}}};
    s3_.uploads["other"] = {"cache/builds/x.tar.gz.asc", "", {{1, "x"}}};
    send();
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
    EXPECT_EQ(parts_sent(), 1);
    EXPECT_FALSE(s3_.uploads.contains("most"));
    EXPECT_TRUE(s3_.uploads.contains("other"));
}

TEST_F(S3UploadTest, PartsOfAnotherFileAreNotGoneOnWithAndEndedWhenTheyAreOld) {
    s3_.uploads["old"] = {kKey, "2026-01-01T00:00:00.000Z", {{1, std::string(kPartBytes, 'x')}}};
    s3_.uploads["new"] = {kKey, "2027-01-15T00:00:00.000Z", {{3, "the dne"}}};
    s3_.uploads["wrong size"] = {kKey, "2026-01-01T00:00:00.000Z", {{1, "a"}}};
    s3_.uploads["too many"] = {kKey, "2026-01-01T00:00:00.000Z", {{4, "the end"}}};
    clock_->unix_time = 1'799'974'800;  // 2027-01-15T01:00:00Z
    send();
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
    EXPECT_EQ(parts_sent(), 3);
    EXPECT_EQ(s3_.uploads.size(), 1u);
    EXPECT_TRUE(s3_.uploads.contains("new"));
}

TEST_F(S3UploadTest, AnUploadThatSomebodyElseEndedIsBegunAgainOnce) {
    s3_.uploads["most"] = {kKey, "", {{1, content_.substr(0, kPartBytes)}}};
    s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.url.find("partNumber=2") != std::string::npos) s3_.uploads.erase("most");
        return std::nullopt;
    };
    send();
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
    s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.url.find("partNumber=2") != std::string::npos) s3_.uploads.clear();
        return std::nullopt;
    };
    EXPECT_NE(failure().find("was ended by somebody else"), std::string::npos);
}

TEST_F(S3UploadTest, WhoeverMayNotListSendsAll) {
    s3_.before = [](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method == "GET") return test::FakeS3::refusal(403, "AccessDenied");
        return std::nullopt;
    };
    send();
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
}

TEST_F(S3UploadTest, AFailureLeavesThePartsForTheNextRun) {
    s3_.before = [](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.url.find("partNumber=3") != std::string::npos) return test::FakeS3::refusal(503, "SlowDown");
        return std::nullopt;
    };
    EXPECT_NE(failure().find("(SlowDown); try again later"), std::string::npos);
    EXPECT_FALSE(s3_.objects.contains(kKey));
    s3_.before = nullptr;
    http_.exchanged.clear();
    send();
    EXPECT_EQ(parts_sent(), 1);
    EXPECT_TRUE(s3_.objects.at(kKey) == content_);
}

TEST_F(S3UploadTest, AnErrorWithStatus200AndAWrongSizeAreNoSuccess) {
    s3_.before = [](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method == "POST" && request.url.find("uploadId") != std::string::npos)
            return HttpAnswer{200, {}, "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>"};
        return std::nullopt;
    };
    EXPECT_NE(failure().find("(InternalError)"), std::string::npos);
    s3_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method == "HEAD") s3_.objects[kKey] = "damaged";
        return std::nullopt;
    };
    EXPECT_NE(failure().find("made 7 bytes of the 33554439 that were sent"), std::string::npos);
}

}  // namespace
}  // namespace sf
