#include "base/http.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "unit/base/loopback_server.h"

namespace sf {
namespace {

using test::reply;
using Server = test::LoopbackServer;

class HttpTest : public testing::Test {
  protected:
    void SetUp() override {
        for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    }

    DownloadRequest request(const std::string& url) const {
        DownloadRequest wanted;
        wanted.url = url;
        wanted.destination = folder_.path() / "got";
        return wanted;
    }
    std::string got() const { return read_file(folder_.path() / "got"); }

    std::string failure(const DownloadRequest& wanted) const {
        try {
            http_->download(wanted);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "no error";
    }

    std::unique_ptr<Http> http_ = make_http();
    TempDir folder_{fs::temp_directory_path(), "http-test-"};
};

TEST_F(HttpTest, FileUrls) {
    write_file_atomic(folder_.path() / "source", "content");
    http_->download(request("file://" + (folder_.path() / "source").string()));
    EXPECT_EQ(got(), "content");
    EXPECT_TRUE(http_->reachable("file://" + (folder_.path() / "source").string(), 1));
    EXPECT_FALSE(http_->reachable("file://" + (folder_.path() / "none").string(), 1));
    EXPECT_NE(failure(request("file:///nowhere/at/all")).find("file:///nowhere/at/all: the file cannot be read"),
              std::string::npos);
}

TEST_F(HttpTest, AnEmptyFileReplacesWhatWasThere) {
    write_file_atomic(folder_.path() / "empty", "");
    write_file_atomic(folder_.path() / "got", "leftover");
    http_->download(request("file://" + (folder_.path() / "empty").string()));
    EXPECT_EQ(got(), "");
}

TEST_F(HttpTest, DownloadReportsProgress) {
    Server server([](const std::string&) { return reply("200 OK", "", "hello", 5); });
    DownloadRequest wanted = request(server.url("/x"));
    std::uint64_t last = 0;
    wanted.progress = [&](const Transferred& now) { last = now.done; };
    http_->download(wanted);
    EXPECT_EQ(got(), "hello");
    EXPECT_EQ(last, 5u);
}

TEST_F(HttpTest, WhatWasTransferredIsSaidWithItsRate) {
    EXPECT_EQ(to_text({12'300'000, 20'000'000, 4'100'000}), "12.3 MB of 20.0 MB, 4.1 MB/s");
    EXPECT_EQ(to_text({812, 0, 0}), "812 B");
}

TEST_F(HttpTest, AStalledTransferIsBrokenOff) {
    Server server([](const std::string&) {
        std::this_thread::sleep_for(std::chrono::seconds(4));
        return reply("200 OK", "", "late", 4);
    });
    DownloadRequest wanted = request(server.url("/x"));
    wanted.retries = 0;
    http_ = make_http(1);
    EXPECT_NE(failure(wanted).find("timed out"), std::string::npos);
}

TEST_F(HttpTest, RedirectsAreFollowedToHttpOnly) {
    Server server([](const std::string& head) {
        if (head.starts_with("GET /from")) return reply("302 Found", "Location: /to\r\n", "", 0);
        if (head.starts_with("GET /evil")) return reply("302 Found", "Location: file:///etc/passwd\r\n", "", 0);
        return reply("200 OK", "", "target", 6);
    });
    http_->download(request(server.url("/from")));
    EXPECT_EQ(got(), "target");
    EXPECT_NE(failure(request(server.url("/evil"))), "no error");
}

TEST_F(HttpTest, ARedirectLoopIsReported) {
    Server server([](const std::string&) { return reply("302 Found", "Location: /again\r\n", "", 0); });
    EXPECT_NE(failure(request(server.url("/x"))).find("redirects"), std::string::npos);
}

TEST_F(HttpTest, ATruncatedBodyIsReported) {
    Server server([](const std::string&) { return reply("200 OK", "", "01234", 10); });
    DownloadRequest wanted = request(server.url("/x"));
    wanted.retries = 0;
    EXPECT_NE(failure(wanted).find("ended before the whole file came"), std::string::npos);
}

TEST_F(HttpTest, AStatusIsToldAndNotRetried) {
    Server server([](const std::string&) { return reply("404 Not Found", "", "no", 2); });
    EXPECT_NE(failure(request(server.url("/x"))).find("status 404"), std::string::npos);
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(HttpTest, WhatARefusalSaysIsHandedOnAndNotTakenForTheFile) {
    const std::string long_answer = "<Code>None</Code>" + std::string(10000, ' ');
    for (const std::string status : {"404 Not Found", "301 Moved"}) {
        Server server([&](const std::string&) { return reply(status, "", long_answer, long_answer.size()); });
        DownloadRequest wanted = request(server.url("/x"));
        wanted.max_bytes = 10;
        try {
            http_->download(wanted);
            FAIL();
        } catch (const HttpStatusError& refusal) {
            EXPECT_EQ(refusal.status(), std::stol(status));
            EXPECT_EQ(refusal.body(), long_answer.substr(0, 4096));
        }
        EXPECT_EQ(got(), "");
    }
}

TEST_F(HttpTest, AServerErrorIsTriedAgain) {
    std::atomic<int> count{0};
    Server server([&](const std::string&) {
        return ++count == 1 ? reply("503 Busy", "", "", 0) : reply("200 OK", "", "late", 4);
    });
    http_->download(request(server.url("/x")));
    EXPECT_EQ(got(), "late");
}

TEST_F(HttpTest, ABrokenTransferGoesOnWhereItEnded) {
    std::atomic<int> count{0};
    Server server([&](const std::string&) {
        return ++count == 1
                   ? reply("200 OK", "ETag: \"v1\"\r\n", "01234", 10)
                   : reply("206 Partial Content", "ETag: \"v1\"\r\nContent-Range: bytes 5-9/10\r\n", "56789", 5);
    });
    http_->download(request(server.url("/x")));
    EXPECT_EQ(got(), "0123456789");
    const auto heads = server.requests();
    ASSERT_EQ(heads.size(), 2u);
    EXPECT_NE(heads[1].find("Range: bytes=5-"), std::string::npos);
    EXPECT_NE(heads[1].find("If-Range: \"v1\""), std::string::npos);
    EXPECT_FALSE(fs::exists(folder_.path() / "got.resume"));
}

TEST_F(HttpTest, AChangedFileIsTakenFromItsStart) {
    std::atomic<int> count{0};
    Server server([&](const std::string&) {
        return ++count == 1 ? reply("200 OK", "ETag: \"v1\"\r\n", "01234", 10)
                            : reply("200 OK", "ETag: \"v2\"\r\n", "abc", 3);
    });
    http_->download(request(server.url("/x")));
    EXPECT_EQ(got(), "abc");
}

// A transfer of "01234..." breaks off, `second` answers the request for the rest, and `third` what comes then.
TEST_F(HttpTest, APartOfAnotherFileAndAWrongRangeAreNotMixedIn) {
    struct Case {
        std::string second, third, whole;
    };
    for (const auto& [second, third, whole] :
         {Case{reply("206 Partial Content", "ETag: \"v2\"\r\nContent-Range: bytes 5-9/10\r\n", "fghij", 5),
               reply("200 OK", "ETag: \"v2\"\r\n", "abcdefghij", 10), "abcdefghij"},
          Case{reply("206 Partial Content", "Content-Range: bytes 3-9/10\r\n", "3456789", 7),
               reply("200 OK", "ETag: \"v1\"\r\n", "0123456789", 10), "0123456789"}}) {
        std::atomic<int> count{0};
        Server server([&](const std::string&) {
            ++count;
            return count == 1 ? reply("200 OK", "ETag: \"v1\"\r\n", "01234", 10) : count == 2 ? second : third;
        });
        fs::remove(folder_.path() / "got");
        http_->download(request(server.url("/x")));
        EXPECT_EQ(got(), whole);
    }
}

TEST_F(HttpTest, APartOfUnknownOriginIsNotGoneOnWith) {
    write_file_atomic(folder_.path() / "got", "something else");
    Server server([](const std::string&) { return reply("200 OK", "", "new", 3); });
    http_->download(request(server.url("/x")));
    EXPECT_EQ(got(), "new");
    EXPECT_EQ(server.requests().front().find("Range:"), std::string::npos);
}

TEST_F(HttpTest, TooLargeIsAnError) {
    Server announced([](const std::string&) { return reply("200 OK", "", std::string(100, 'x'), 100); });
    DownloadRequest wanted = request(announced.url("/x"));
    wanted.max_bytes = 50;
    EXPECT_NE(failure(wanted).find("larger than the limit of 50 B"), std::string::npos);
    Server silent([](const std::string&) { return "HTTP/1.0 200 OK\r\n\r\n" + std::string(100, 'x'); });
    wanted.url = silent.url("/x");
    EXPECT_NE(failure(wanted).find("larger than the limit of 50 B"), std::string::npos);
}

TEST_F(HttpTest, AnUnknownHostFailsAtOnce) {
    const auto start = std::chrono::steady_clock::now();
    const std::string message = failure(request("http://no-such-host.invalid/x"));
    EXPECT_NE(message.find("cannot be resolved"), std::string::npos) << message;
    EXPECT_EQ(message.find("tried"), std::string::npos) << message;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
}

class SignedHttpTest : public HttpTest {
  protected:
    DownloadRequest signed_request(const std::string& url) const {
        DownloadRequest wanted = request(url);
        wanted.signing = signing_;
        wanted.retries = 0;
        return wanted;
    }

    AwsSigning signing_{"the-id", "the-secret", "the-token", "eu-west-1"};
};

TEST_F(SignedHttpTest, ARequestIsSignedWithAllThatS3WantsSigned) {
    Server server([](const std::string&) { return reply("200 OK", "", "content", 7); });
    http_->download(signed_request(server.url("/bucket/key")));
    EXPECT_EQ(got(), "content");
    EXPECT_TRUE(http_->reachable(server.url("/bucket/key"), 5, &signing_));
    for (const auto& head : server.requests()) {
        EXPECT_NE(head.find("Authorization: AWS4-HMAC-SHA256 Credential=the-id/"), std::string::npos) << head;
        EXPECT_NE(head.find("/eu-west-1/s3/aws4_request"), std::string::npos) << head;
        EXPECT_NE(head.find("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
                  std::string::npos)
            << head;
        EXPECT_EQ(head.find("the-secret"), std::string::npos) << head;
    }
}

TEST_F(SignedHttpTest, CredentialsDoNotFollowARedirect) {
    Server elsewhere([](const std::string&) { return reply("200 OK", "", "taken", 5); });
    Server server(
        [&](const std::string&) { return reply("307 Go", "Location: " + elsewhere.url("/x") + "\r\n", "", 0); });
    const std::string message = failure(signed_request(server.url("/x")));
    EXPECT_NE(message.find("status 307"), std::string::npos) << message;
    EXPECT_FALSE(http_->reachable(server.url("/x"), 5, &signing_));
    EXPECT_TRUE(elsewhere.requests().empty());
}

TEST_F(SignedHttpTest, NoSecretIsInAnErrorOrInTheNoteForTheNextRun) {
    Server server([](const std::string&) { return reply("200 OK", "ETag: \"v1\"\r\n", "01234", 10); });
    std::string said = failure(signed_request(server.url("/x")));
    said += read_file(folder_.path() / "got.resume");
    EXPECT_NE(said.find("\"v1\""), std::string::npos);
    for (const char* secret : {"the-id", "the-secret", "the-token"}) EXPECT_EQ(said.find(secret), std::string::npos);
}

TEST_F(HttpTest, PasswordsAreNotShown) {
    const std::string message = failure(request("http://user:secret@127.0.0.1:1/x"));
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    EXPECT_NE(message.find("http://127.0.0.1:1/x: no connection"), std::string::npos) << message;
}

}  // namespace
}  // namespace sf
