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

TEST_F(AwsSettingsTest, AWebIdentityComesAfterKeysOfTheEnvironmentAndBeforeThoseOfAProfile) {
    write("credentials", "[default]\naws_access_key_id = stored\naws_secret_access_key = s\n");
    variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/run/token";
    EXPECT_NE(refusal().find("no role"), std::string::npos);
    variables_["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/x";
    variables_["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1/";
    const auto given = settings();
    EXPECT_FALSE(given.signing);
    ASSERT_TRUE(given.web_identity);
    EXPECT_EQ(given.web_identity->token_file, "/run/token");
    EXPECT_EQ(given.web_identity->role_arn, "arn:aws:iam::1:role/x");
    EXPECT_EQ(given.web_identity->session_name, "slurm-factory");
    EXPECT_EQ(given.credentials, "web identity");
    EXPECT_FALSE(given.ask_machine);
    EXPECT_EQ(given.sts_endpoint, "http://127.0.0.1:1");
    variables_["AWS_ENDPOINT_URL_STS"] = "https://sts.example";
    EXPECT_EQ(settings().sts_endpoint, "https://sts.example");
    variables_["AWS_ACCESS_KEY_ID"] = "given";
    variables_["AWS_SECRET_ACCESS_KEY"] = "secret";
    EXPECT_FALSE(settings().web_identity);
}

TEST_F(AwsSettingsTest, AProfileMayNameAWebIdentity) {
    write("config", "[default]\nweb_identity_token_file = /t\nrole_arn = arn:x\nrole_session_name = me\n");
    const auto given = settings();
    ASSERT_TRUE(given.web_identity);
    EXPECT_EQ(given.web_identity->session_name, "me");
    EXPECT_EQ(given.credentials, "web identity of profile default");
}

TEST_F(AwsSettingsTest, TheMachineIsAskedOnlyIfNothingElseIsSetUp) {
    EXPECT_TRUE(settings().ask_machine);
    write("config", "[default]\nsso_session = x\n");
    EXPECT_FALSE(settings().ask_machine);
    write("credentials", "[default]\naws_access_key_id = stored\naws_secret_access_key = s\n");
    EXPECT_FALSE(settings().ask_machine);
}

TEST_F(AwsSettingsTest, HowFilesAreWrittenIsOneOfWhatS3Has) {
    EXPECT_EQ(settings().acl + settings().encryption, "");
    variables_["SLURM_FACTORY_S3_ACL"] = "public-read";
    variables_["SLURM_FACTORY_S3_SSE"] = "aws:kms";
    EXPECT_EQ(settings().acl, "public-read");
    EXPECT_EQ(settings().encryption, "aws:kms");
    variables_["SLURM_FACTORY_S3_ACL"] = "public-read-write";
    EXPECT_NE(refusal().find("SLURM_FACTORY_S3_ACL: 'public-read-write'"), std::string::npos);
    variables_.erase("SLURM_FACTORY_S3_ACL");
    variables_["SLURM_FACTORY_S3_SSE"] = "AES128\r\nx: y";
    EXPECT_NE(refusal().find("SLURM_FACTORY_S3_SSE"), std::string::npos);
}

}  // namespace
}  // namespace sf
