#include "sign/detached.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/signer.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

class DetachedTest : public ::testing::Test {
  protected:
    // What gpg writes for a file with these options.
    std::string by_gpg(const std::vector<std::string>& options) {
        std::vector<std::string> argv = {"gpg", "--batch", "--quiet", "--armor", "--output", "-"};
        argv.insert(argv.end(), options.begin(), options.end());
        argv.push_back(file_.string());
        return keys_.gpg(argv);
    }

    static bool is_accepted(const std::string& text) {
        try {
            check_detached_form(text, "a.asc");
        } catch (const Error& e) {
            EXPECT_EQ(e.message(), "a.asc is not one armoured detached signature of a file");
            return false;
        }
        return true;
    }

    void SetUp() override {
        keys_.make("Jane");
        write_file_atomic(file_, "content\n");
    }

    std::unique_ptr<Process> process_ = make_system_process();
    testing::TestKeys keys_{*process_};
    TempDir folder_{fs::temp_directory_path(), "sf-detached-"};
    fs::path file_ = folder_.path() / "file";
};

TEST_F(DetachedTest, WhatGpgMakesIsTaken) {
    EXPECT_TRUE(is_accepted(by_gpg({"--detach-sign"})));
    EXPECT_TRUE(is_accepted(by_gpg({"--comment", "a word", "--detach-sign"})));
}

TEST_F(DetachedTest, SignaturesOfTextsAndMessagesAreNot) {
    EXPECT_FALSE(is_accepted(by_gpg({"--textmode", "--detach-sign"})));
    std::string message = by_gpg({"--compress-algo", "none", "--sign"});
    EXPECT_FALSE(is_accepted(message));
    for (auto at = message.find("MESSAGE"); at != std::string::npos; at = message.find("MESSAGE"))
        message.replace(at, 7, "SIGNATURE");
    ASSERT_TRUE(message.starts_with("-----BEGIN PGP SIGNATURE-----"));
    EXPECT_FALSE(is_accepted(message));
}

TEST_F(DetachedTest, OneAndNothingElse) {
    const std::string good = by_gpg({"--detach-sign"});
    for (const auto& bad :
         {std::string(), "before\n" + good, good + "behind\n", good + good, good.substr(0, 100),
          std::string("-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----"),
          std::string("-----BEGIN PGP SIGNATURE-----\n\n!\n-----END PGP SIGNATURE-----"),
          "-----BEGIN PGP SIGNATURE-----\n\n" + std::string(100000, 'A') + "\n-----END PGP SIGNATURE-----"})
        EXPECT_FALSE(is_accepted(bad)) << bad;
    keys_.make("John");
    EXPECT_FALSE(is_accepted(by_gpg({"--local-user", "Jane", "--local-user", "John", "--detach-sign"})));
}

}  // namespace
}  // namespace sf
