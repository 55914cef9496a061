#include "mirror/aws_settings.h"

#include <gtest/gtest.h>

#include <map>

#include "base/files.h"

namespace sf {
namespace {

class AwsSettingsTest : public ::testing::Test {
  protected:
    AwsSettingsTest() { make_dirs(home_.path() / ".aws"); }

    void write(const std::string& name, const std::string& text) {
        write_file_atomic(home_.path() / ".aws" / name, text);
    }

    AwsSettings settings() const {
        return aws_settings([this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        });
    }

    std::string refusal() const {
        try {
            settings();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage);
            return e.message();
        }
        return "none";
    }

    TempDir home_{fs::temp_directory_path(), "sf-aws-"};
    std::map<std::string, std::string> variables_{{"HOME", home_.path().string()}};
};

TEST_F(AwsSettingsTest, WithoutAnyRequestsAreAnonymous) {
    const auto nothing = settings();
    EXPECT_FALSE(nothing.signing);
    EXPECT_EQ(nothing.credentials, "none");
    EXPECT_EQ(nothing.region, "us-east-1");
    EXPECT_EQ(nothing.endpoint, "");
    EXPECT_FALSE(nothing.path_style);
    variables_.clear();
    EXPECT_FALSE(settings().signing);
}

TEST_F(AwsSettingsTest, TheEnvironmentWinsOverTheProfile) {
    write("credentials", "[default]\naws_access_key_id = stored\naws_secret_access_key = s\n");
    write("config", "[default]\nregion = eu-west-1\n");
    EXPECT_EQ(settings().signing->access_key, "stored");
    EXPECT_EQ(settings().signing->region, "eu-west-1");
    EXPECT_EQ(settings().credentials, "profile default");
    variables_["AWS_ACCESS_KEY_ID"] = "given";
    variables_["AWS_SECRET_ACCESS_KEY"] = "secret";
    variables_["AWS_SESSION_TOKEN"] = "token";
    variables_["AWS_DEFAULT_REGION"] = "eu-north-1";
    const auto given = settings();
    EXPECT_EQ(given.signing->access_key, "given");
    EXPECT_EQ(given.signing->secret_key, "secret");
    EXPECT_EQ(given.signing->session_token, "token");
    EXPECT_EQ(given.credentials, "environment");
    EXPECT_EQ(given.region, "eu-north-1");
    variables_["AWS_REGION"] = "us-west-2";
    EXPECT_EQ(settings().signing->region, "us-west-2");
}

TEST_F(AwsSettingsTest, AProfileIsInEitherFile) {
    write("config", "[profile dev]\naws_access_key_id = A\naws_secret_access_key = S\nregion = eu-west-1\n");
    variables_["AWS_PROFILE"] = "dev";
    EXPECT_EQ(settings().signing->secret_key, "S");
    write("other", "[dev]\naws_access_key_id = B\naws_secret_access_key = T\naws_session_token = U\n");
    variables_["AWS_SHARED_CREDENTIALS_FILE"] = (home_.path() / ".aws/other").string();
    EXPECT_EQ(settings().signing->session_token, "U");
    EXPECT_EQ(settings().region, "eu-west-1");
    variables_["AWS_CONFIG_FILE"] = "/nonexistent";
    EXPECT_EQ(settings().region, "us-east-1");
    variables_["AWS_PROFILE"] = "prod";
    EXPECT_NE(refusal().find("'prod'"), std::string::npos);
}

TEST_F(AwsSettingsTest, CredentialsThatSomebodyElseHasAreNamed) {
    write("config", "[default]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\n");
    EXPECT_FALSE(settings().signing);
    EXPECT_EQ(settings().credentials, "none (default has them by role_arn, which is not supported)");
}

TEST_F(AwsSettingsTest, HalfOfThePairIsAnError) {
    variables_["AWS_ACCESS_KEY_ID"] = "id-of-the-key";
    EXPECT_EQ(refusal(), "the AWS credentials of the environment are incomplete: the secret access key is missing");
    variables_.erase("AWS_ACCESS_KEY_ID");
    write("credentials", "[default]\naws_secret_access_key = very-secret\n");
    EXPECT_NE(refusal().find("profile default are incomplete"), std::string::npos);
    EXPECT_EQ(refusal().find("very-secret"), std::string::npos);
}

TEST_F(AwsSettingsTest, AnEndpointHasPathsUnlessItIsToldOtherwise) {
    write("config",
          "[default]\nendpoint_url = https://all.example\nservices = own\n"
          "[services own]\ns3 =\n  endpoint_url = https://s3.example/\n"
          "[profile named]\nendpoint_url = https://all.example\ns3 =\n  addressing_style = virtual\n"
          "[profile amazon]\ns3 =\n  addressing_style = path\n");
    EXPECT_EQ(settings().endpoint, "https://s3.example");
    EXPECT_TRUE(settings().path_style);
    variables_["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9000";
    EXPECT_EQ(settings().endpoint, "http://127.0.0.1:9000");
    variables_["AWS_ENDPOINT_URL_S3"] = "https://own.example";
    EXPECT_EQ(settings().endpoint, "https://own.example");
    variables_.erase("AWS_ENDPOINT_URL");
    variables_.erase("AWS_ENDPOINT_URL_S3");
    variables_["AWS_PROFILE"] = "named";
    EXPECT_EQ(settings().endpoint, "https://all.example");
    EXPECT_FALSE(settings().path_style);
    variables_["AWS_PROFILE"] = "amazon";
    EXPECT_TRUE(settings().path_style);
}

TEST_F(AwsSettingsTest, WhatBecomesPartOfAUrlIsChecked) {
    variables_["AWS_REGION"] = "evil.example/";
    EXPECT_NE(refusal().find("no region"), std::string::npos);
    variables_["AWS_REGION"] = "auto";
    variables_["AWS_ENDPOINT_URL"] = "file:///etc";
    EXPECT_NE(refusal().find("no URL"), std::string::npos);
}

}  // namespace
}  // namespace sf
