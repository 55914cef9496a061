#include "base/environment.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/process.h"

namespace sf {
namespace {

TEST(EnvironmentTest, NoChildInheritsASecretAndTheProgramKnowsIt) {
    for (const char* name : {"GPG_PRIVATE_KEY", "GPG_PASSPHRASE", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                             "AWS_CONTAINER_AUTHORIZATION_TOKEN", "SLURM_FACTORY_OCI_PASSWORD"})
        ::setenv(name, "marker-of-a-secret", 1);
    ::setenv("AWS_ACCESS_KEY_ID", "who", 1);
    const char* block = std::getenv("GPG_PASSPHRASE");
    hide_secret_variables();
    EXPECT_STREQ(block, "");
    EXPECT_EQ(environment_variable("GPG_PASSPHRASE"), "marker-of-a-secret");
    EXPECT_EQ(environment_variable("AWS_ACCESS_KEY_ID"), "who");
    Command command;
    command.argv = {"env"};
    const auto inherited = make_system_process()->run(command).out;
    EXPECT_EQ(inherited.find("marker-of-a-secret"), std::string::npos);
    EXPECT_NE(inherited.find("AWS_ACCESS_KEY_ID=who"), std::string::npos);
}

TEST(EnvironmentTest, WhatIsEmptyIsNotSet) {
    ::setenv("SF_TEST_EMPTY", "", 1);
    EXPECT_EQ(environment_variable("SF_TEST_EMPTY"), std::nullopt);
    EXPECT_EQ(environment_variable("SF_TEST_UNSET"), std::nullopt);
}

}  // namespace
}  // namespace sf
