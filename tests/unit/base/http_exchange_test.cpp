#include "base/http_exchange.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "unit/base/loopback_server.h"

namespace sf {
namespace {

using test::keep_alive;
using test::reply;
using Server = test::LoopbackServer;

class HttpExchangeTest : public testing::Test {
  protected:
    void SetUp() override {
        for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    }

    static HttpRequest request(const std::string& method, const std::string& url) {
        HttpRequest wanted;
        wanted.method = method;
        wanted.url = url;
        return wanted;
    }

    std::string failure(const HttpRequest& wanted) const {
        try {
            http_->exchange(wanted);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "no error";
    }

    static void contains(const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }

    std::unique_ptr<Http> http_ = make_http();
    TempDir folder_{fs::temp_directory_path(), "http-test-"};
};

TEST_F(HttpExchangeTest, MethodHeadersAndBodyAreSentAndTheAnswerIsWhole) {
    Server server([](const std::string&) { return reply("201 Created", "ETag: \"v1\"\r\nX-Two: b\r\n", "made", 4); });
    auto wanted = request("PUT", server.url("/x?a=1"));
    wanted.headers = {{"Content-Type", "text/plain"}, {"If-None-Match", "*"}};
    wanted.body = "content";
    const auto answer = http_->exchange(wanted);
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body, "made");
    EXPECT_EQ(answer.headers.at("etag"), "\"v1\"");
    EXPECT_EQ(answer.headers.at("x-two"), "b");
    const std::string sent = server.requests().at(0);
    EXPECT_TRUE(sent.starts_with("PUT /x?a=1 HTTP/1.1\r\n")) << sent;
    contains(sent, "\r\nContent-Type: text/plain\r\n");
    contains(sent, "\r\nIf-None-Match: *\r\n");
    contains(sent, "\r\nContent-Length: 7\r\n");
    EXPECT_TRUE(sent.ends_with("\r\n\r\ncontent")) << sent;
}

TEST_F(HttpExchangeTest, EachMethodIsSentAsItIs) {
    Server server([](const std::string& head) {
        return head.starts_with("HEAD") ? reply("200 OK", "", "", 99) : reply("204 No Content", "", "", 0);
    });
    EXPECT_EQ(http_->exchange(request("HEAD", server.url("/h"))).headers.at("content-length"), "99");
    EXPECT_EQ(http_->exchange(request("DELETE", server.url("/d"))).status, 204);
    EXPECT_EQ(http_->exchange(request("POST", server.url("/p"))).status, 204);
    const auto requests = server.requests();
    EXPECT_TRUE(requests.at(0).starts_with("HEAD /h"));
    EXPECT_TRUE(requests.at(1).starts_with("DELETE /d"));
    EXPECT_EQ(requests.at(1).find("Content-Length"), std::string::npos);
    EXPECT_TRUE(requests.at(2).starts_with("POST /p"));
    contains(requests.at(2), "\r\nContent-Length: 0\r\n");
}

TEST_F(HttpExchangeTest, APartOfAFileIsStreamedWithProgress) {
    const std::string whole(3 << 20, 'x'), part = whole.substr(0, 2 << 20) + "end";
    write_file_atomic(folder_.path() / "file", "begin" + part + "more");
    std::string got;
    Server server([&](const std::string& text) {
        got = text.substr(text.find("\r\n\r\n") + 4);
        return reply("200 OK", "", "", 0);
    });
    auto wanted = request("PUT", server.url("/x"));
    wanted.body_file = folder_.path() / "file";
    wanted.body_offset = 5;
    wanted.body_bytes = part.size();
    Transferred last;
    wanted.progress = [&](const Transferred& now) { last = now; };
    EXPECT_EQ(http_->exchange(wanted).status, 200);
    EXPECT_EQ(sha256_hex(got), sha256_hex(part));
    EXPECT_EQ(last.done, part.size());
    EXPECT_EQ(last.total, part.size());
    wanted.body_bytes = 10 << 20;
    contains(failure(wanted), "became shorter while it was sent");
    wanted.body_file = folder_.path() / "none";
    EXPECT_THROW(http_->exchange(wanted), Error);
}

TEST_F(HttpExchangeTest, ARefusalIsAnAnswerAndARedirectIsNotFollowed) {
    Server server([](const std::string& head) {
        return head.starts_with("GET /moved") ? reply("307 Go", "Location: /else\r\n", "", 0)
                                              : reply("403 Forbidden", "", "no", 2);
    });
    EXPECT_EQ(http_->exchange(request("GET", server.url("/x"))).body, "no");
    EXPECT_EQ(http_->exchange(request("GET", server.url("/moved"))).headers.at("location"), "/else");
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(HttpExchangeTest, AServerThatIsBusyOrBreaksOffIsTriedAgainWithTheWholeBody) {
    std::atomic<int> count{0};
    Server server([&](const std::string&) {
        switch (++count) {
            case 1:
                return reply("503 Busy", "Retry-After: 0\r\n", "later", 5);
            case 2:
                return std::string();
            default:
                return reply("200 OK", "", "good", 4);
        }
    });
    auto wanted = request("POST", server.url("/x"));
    wanted.body = "content";
    EXPECT_EQ(http_->exchange(wanted).body, "good");
    ASSERT_EQ(server.requests().size(), 3u);
    for (const auto& sent : server.requests()) EXPECT_TRUE(sent.ends_with("\r\n\r\ncontent")) << sent;
}

TEST_F(HttpExchangeTest, TheLastAnswerIsHandedOnWhenTriesAreUsedUp) {
    Server server([&](const std::string&) { return reply("503 Busy", "Retry-After: 0\r\n", "later", 5); });
    const auto answer = http_->exchange(request("GET", server.url("/x")));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "later");
    EXPECT_EQ(server.requests().size(), 3u);
}

TEST_F(HttpExchangeTest, WithoutAnAnswerTheReasonIsToldAndHowOftenItWasTried) {
    Server server([](const std::string&) { return std::string(); });
    auto wanted = request("GET", server.url("/x"));
    wanted.retries = 1;
    contains(failure(wanted), "; tried 2 times");
    const std::string refused = failure(request("PUT", "http://user:secret@127.0.0.1:1/x"));
    contains(refused, "http://127.0.0.1:1/x: no connection");
    EXPECT_EQ(refused.find("tried"), std::string::npos) << refused;
}

TEST_F(HttpExchangeTest, ALongAnswerAndASlowOneAreErrors) {
    Server server([](const std::string& head) {
        if (head.starts_with("GET /slow")) std::this_thread::sleep_for(std::chrono::seconds(1));
        return reply("200 OK", "", std::string(100, 'x'), 100);
    });
    auto wanted = request("GET", server.url("/x"));
    wanted.max_answer = 50;
    contains(failure(wanted), "larger than the limit of 50 B");
    wanted = request("GET", server.url("/slow"));
    wanted.timeout_s = 0.2;
    wanted.retries = 0;
    contains(failure(wanted), "timed out");
}

TEST_F(HttpExchangeTest, ConnectionsAreKeptForTheNextRequest) {
    Server server([](const std::string&) { return keep_alive("200 OK", "content"); });
    for (int i = 0; i < 5; ++i) EXPECT_EQ(http_->exchange(request("GET", server.url("/x"))).body, "content");
    EXPECT_EQ(server.requests().size(), 5u);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpExchangeTest, ManyThreadsMayAskAtOnce) {
    Server server([](const std::string& text) { return keep_alive("200 OK", text.substr(text.find("\r\n\r\n") + 4)); });
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                for (int j = 0; j < 10; ++j) {
                    auto wanted = request("PUT", server.url("/x"));
                    wanted.body = std::to_string(i * 100 + j);
                    if (http_->exchange(wanted).body != wanted.body) ++wrong;
                }
            });
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(server.connections(), 4);
}

TEST_F(HttpExchangeTest, WhatIsForThisMachineAloneGoesThroughNoProxy) {
    Server server([](const std::string&) { return reply("200 OK", "", "", 0); });
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    auto wanted = request("GET", server.url("/x"));
    contains(failure(wanted), "no connection");
    wanted.direct = true;
    EXPECT_EQ(http_->exchange(wanted).status, 200);
    ::unsetenv("http_proxy");
}

TEST_F(HttpExchangeTest, AValueOfAHeaderCannotAddAnother) {
    auto wanted = request("GET", "http://127.0.0.1:1/x");
    wanted.headers = {{"X-Token", "a\r\nX-Evil: b"}};
    contains(failure(wanted), "X-Token has control characters");
}

TEST_F(HttpExchangeTest, WhatIsSentIsSignedWithItsChecksum) {
    Server server([](const std::string&) { return reply("200 OK", "", "", 0); });
    write_file_atomic(folder_.path() / "file", "content of a file");
    auto wanted = request("PUT", server.url("/bucket/key?uploads="));
    wanted.signing = AwsSigning{"the-id", "the-secret", "the-token", "eu-west-1"};
    wanted.body = "content";
    http_->exchange(wanted);
    wanted.body_file = folder_.path() / "file";
    wanted.body_bytes = 7;
    http_->exchange(wanted);
    wanted.headers = {{"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}};
    http_->exchange(wanted);
    const auto requests = server.requests();
    for (const auto& sent : requests) {
        contains(sent, "Authorization: AWS4-HMAC-SHA256 Credential=the-id/");
        contains(sent, "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,");
        EXPECT_EQ(sent.find("the-secret"), std::string::npos) << sent;
    }
    contains(requests.at(0), "x-amz-content-sha256: " + sha256_hex("content"));
    contains(requests.at(1), "x-amz-content-sha256: " + sha256_hex("content"));
    contains(requests.at(2), "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD");
}

}  // namespace
}  // namespace sf
