#include "mirror/oci_credentials.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"

namespace sf {
namespace {

class OciCredentialsTest : public ::testing::Test {
  protected:
    OciCredentials credentials(const std::string& url = "oci://host.example/a/b") {
        return oci_credentials(parse_oci_url(url), [this](const std::string& name) -> std::optional<std::string> {
            const auto found = environment_.find(name);
            return found == environment_.end() ? std::nullopt : std::optional(found->second);
        });
    }
    void write(const std::string& path, const std::string& content) {
        make_dirs((folder_.path() / path).parent_path());
        write_file_atomic(folder_.path() / path, content);
    }
    static std::string entry(const std::string& name, const std::string& pair) {
        return "\"" + name + R"(": {"auth": ")" + base64(pair) + "\"}";
    }

    TempDir folder_{fs::temp_directory_path(), "sf-oci-"};
    std::map<std::string, std::string> environment_ = {{"HOME", folder_.path().string()}};
};

TEST_F(OciCredentialsTest, TheEnvironmentComesFirstAndWhole) {
    write(".docker/config.json", R"({"auths": {)" + entry("host.example", "file:x") + "}}");
    environment_["SLURM_FACTORY_OCI_USERNAME"] = "jane";
    EXPECT_THROW(credentials(), Error);
    environment_["SLURM_FACTORY_OCI_PASSWORD"] = "secret";
    EXPECT_EQ(credentials().user, "jane");
    EXPECT_EQ(credentials().password, "secret");
    EXPECT_EQ(credentials().from, "environment");
}

TEST_F(OciCredentialsTest, TheMostSpecificEntryOfTheFirstFileThatHasOne) {
    EXPECT_FALSE(credentials().any());
    write(".docker/config.json", R"({"auths": {)" + entry("host.example", "docker:a:b") + "}}");
    EXPECT_EQ(credentials().user, "docker");
    EXPECT_EQ(credentials().password, "a:b");
    EXPECT_FALSE(credentials("oci://other.example/a/b").any());
    environment_["XDG_RUNTIME_DIR"] = (folder_.path() / "run").string();
    write("run/containers/auth.json",
          R"({"auths": {)" + entry("host.example", "host:x") + "," + entry("host.example/a", "part:x") + "}}");
    EXPECT_EQ(credentials().user, "part");
    EXPECT_EQ(credentials("oci://host.example/c").user, "host");
    write("named.json", R"({"auths": {)" + entry("host.example", "named:x") + "}}");
    environment_["REGISTRY_AUTH_FILE"] = (folder_.path() / "named.json").string();
    EXPECT_EQ(credentials().user, "named");
    EXPECT_EQ(credentials().from, (folder_.path() / "named.json").string());
}

TEST_F(OciCredentialsTest, WhatIsNotUnderstoodIsNamed) {
    write(".docker/config.json", R"({"credsStore": "desktop"})");
    EXPECT_FALSE(credentials().any());
    EXPECT_NE(credentials().from.find("helper program"), std::string::npos);
    write(".docker/config.json", R"({"auths": {"host.example": {"identitytoken": "t"}}})");
    EXPECT_NE(credentials().from.find("no user and password"), std::string::npos);
    write(".docker/config.json", R"({"auths": []})");
    EXPECT_FALSE(credentials().any());
    write(".docker/config.json", R"({"auths": {"host.example": 5}})");
    EXPECT_THROW(credentials(), Error);
}

}  // namespace
}  // namespace sf
