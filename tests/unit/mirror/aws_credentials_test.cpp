#include "mirror/aws_credentials.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "base/files.h"
#include "unit/base/fake_http.h"

namespace sf {
namespace {

constexpr const char* kJson =
    R"({"Code": "Success", "AccessKeyId": "id", "SecretAccessKey": "secret", "Token": "token",
        "Expiration": "1970-01-02T00:00:01Z"})";

class AwsCredentialsTest : public ::testing::Test {
  protected:
    // Answers what `pages` has; 404 else.
    AwsCredentialsTest() {
        http_.answer = [this](const HttpRequest& request) {
            const auto found = pages_.find(request.method + " " + request.url);
            return found == pages_.end() ? HttpAnswer{404, {}, ""} : found->second;
        };
    }

    static std::string refusal(const std::function<void()>& work, ErrorKind kind = ErrorKind::source) {
        try {
            work();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), kind);
            return e.message() + "; " + e.hint();
        }
        return "none";
    }

    static void are_those_of_json(const std::optional<AwsCredentials>& given) {
        ASSERT_TRUE(given);
        EXPECT_EQ(given->access_key, "id");
        EXPECT_EQ(given->secret_key, "secret");
        EXPECT_EQ(given->session_token, "token");
        EXPECT_EQ(given->expires, 86401);
    }

    static std::string header(const HttpRequest& request, const std::string& name) {
        for (const auto& [known, value] : request.headers)
            if (known == name) return value;
        return "";
    }

    Environment environment() {
        return [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        };
    }

    std::map<std::string, std::string> variables_;
    std::map<std::string, HttpAnswer> pages_;
    FakeHttp http_;
    TempDir folder_{fs::temp_directory_path(), "sf-aws-"};
};

TEST_F(AwsCredentialsTest, AWebIdentityIsExchangedAtTheRegionsSts) {
    write_file_atomic(folder_.path() / "token", "a.jwt+token\n");
    AwsSettings settings;
    settings.region = "eu-west-1";
    settings.web_identity = {(folder_.path() / "token").string(), "arn:aws:iam::1:role/x", "me"};
    const std::string good =
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        "<AccessKeyId>id</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
        "<Expiration>1970-01-02T00:00:01Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
        "</AssumeRoleWithWebIdentityResponse>";
    pages_["POST https://sts.eu-west-1.amazonaws.com/"] = {200, {}, good};
    are_those_of_json(web_identity_credentials(settings, http_));
    EXPECT_EQ(http_.exchanged.back().body,
              "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&RoleSessionName=me&"
              "Version=2011-06-15&WebIdentityToken=a.jwt%2Btoken");
    EXPECT_FALSE(http_.exchanged.back().signing);
    settings.sts_endpoint = "http://127.0.0.1:5001";
    pages_["POST http://127.0.0.1:5001/"] = {200, {}, good};
    are_those_of_json(web_identity_credentials(settings, http_));
    pages_["POST http://127.0.0.1:5001/"] = {400, {}, "<Error><Code>ExpiredTokenException</Code></Error>"};
    const std::string said = refusal([&] { web_identity_credentials(settings, http_); });
    EXPECT_NE(said.find("the role arn:aws:iam::1:role/x: status 400 (ExpiredTokenException)"), std::string::npos);
    EXPECT_EQ(said.find("jwt"), std::string::npos);
    pages_["POST http://127.0.0.1:5001/"] = {200, {}, "<AssumeRoleWithWebIdentityResponse/>"};
    EXPECT_NE(refusal([&] { web_identity_credentials(settings, http_); }).find("no credentials"), std::string::npos);
    settings.web_identity->token_file = "/nonexistent";
    EXPECT_NE(refusal([&] { web_identity_credentials(settings, http_); }).find("/nonexistent is not there"),
              std::string::npos);
}

TEST_F(AwsCredentialsTest, AContainerIsToldWhereAndWithWhichToken) {
    EXPECT_FALSE(container_credentials(environment(), http_));
    EXPECT_TRUE(http_.exchanged.empty());
    pages_["GET http://169.254.170.2/creds?id=1"] = {200, {}, kJson};
    variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds?id=1";
    variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "in variable";
    are_those_of_json(container_credentials(environment(), http_));
    EXPECT_EQ(header(http_.exchanged.back(), "Authorization"), "in variable");
    EXPECT_TRUE(http_.exchanged.back().direct);
    write_file_atomic(folder_.path() / "token", "in file\n");
    variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = (folder_.path() / "token").string();
    are_those_of_json(container_credentials(environment(), http_));
    EXPECT_EQ(header(http_.exchanged.back(), "Authorization"), "in file");
    pages_.clear();
    EXPECT_NE(refusal([&] { container_credentials(environment(), http_); }).find("status 404"), std::string::npos);
    variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@evil.example/";
    refusal([&] { container_credentials(environment(), http_); }, ErrorKind::usage);
}

TEST_F(AwsCredentialsTest, AContainersTokenGoesToNobodyElse) {
    for (const char* url : {"https://any.example/x", "http://127.0.0.1:99/x", "http://localhost/x", "http://[::1]:8/x",
                            "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1"}) {
        variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
        pages_[std::string("GET ") + url] = {200, {}, kJson};
        are_those_of_json(container_credentials(environment(), http_));
    }
    http_.exchanged.clear();
    for (const char* url : {"http://any.example/x", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/",
                            "http://169.254.169.254/", "file:///etc/passwd", "127.0.0.1/x", "http:///x",
                            "http://evil.example/@127.0.0.1"}) {
        variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
        EXPECT_NE(refusal([&] { container_credentials(environment(), http_); }, ErrorKind::usage), "none") << url;
    }
    EXPECT_TRUE(http_.exchanged.empty());
}

TEST_F(AwsCredentialsTest, AMachineOfEc2HasARole) {
    const std::string roles = "http://169.254.169.254/latest/meta-data/iam/security-credentials/";
    pages_["PUT http://169.254.169.254/latest/api/token"] = {200, {}, "session"};
    EXPECT_FALSE(instance_credentials(environment(), http_));  // no role
    pages_["GET " + roles] = {200, {}, "build-role\n"};
    pages_["GET " + roles + "build-role"] = {200, {}, kJson};
    are_those_of_json(instance_credentials(environment(), http_));
    EXPECT_EQ(header(http_.exchanged.back(), "X-aws-ec2-metadata-token"), "session");
    for (const auto& request : http_.exchanged) {
        EXPECT_TRUE(request.direct);
        EXPECT_EQ(request.timeout_s, 1);
    }
    for (const char* evil : {"../../x", "a b", "", "a?b"}) {
        pages_["GET " + roles] = {200, {}, evil};
        EXPECT_NE(refusal([&] { instance_credentials(environment(), http_); }).find("names no role"),
                  std::string::npos);
    }
    pages_["GET " + roles] = {200, {}, "other-role"};
    EXPECT_NE(refusal([&] { instance_credentials(environment(), http_); }).find("status 404"), std::string::npos);
}

TEST_F(AwsCredentialsTest, AnOrdinaryMachineHasNone) {
    http_.answer = nullptr;  // nobody answers
    EXPECT_FALSE(instance_credentials(environment(), http_));
    EXPECT_EQ(http_.exchanged.back().retries, 0);
    http_.exchanged.clear();
    variables_["AWS_EC2_METADATA_DISABLED"] = "true";
    EXPECT_FALSE(instance_credentials(environment(), http_));
    EXPECT_TRUE(http_.exchanged.empty());
    variables_["AWS_EC2_METADATA_DISABLED"] = "false";
    variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338/";
    instance_credentials(environment(), http_);
    EXPECT_EQ(http_.exchanged.back().url, "http://127.0.0.1:1338/latest/api/token");
    variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "file:///etc";
    refusal([&] { instance_credentials(environment(), http_); }, ErrorKind::usage);
}

TEST_F(AwsCredentialsTest, AnAnswerWithoutKeysIsAnError) {
    for (const char* text :
         {"{}", "[]", "null", R"({"AccessKeyId": "id"})", R"({"AccessKeyId": 1, "SecretAccessKey": "s"})"})
        EXPECT_NE(refusal([&] { parse_json_credentials(text, "http://x"); }), "none") << text;
    EXPECT_FALSE(parse_json_credentials(R"({"AccessKeyId": "id", "SecretAccessKey": "s"})", "http://x").expires);
}

}  // namespace
}  // namespace sf
