#include "sign/signer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

class SignerTest : public ::testing::Test {
  protected:
    // Why nobody can sign with it.
    std::string refusal(const SigningKey& wanted) {
        try {
            Signer(wanted, *process_);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage);
            return e.message();
        }
        return "";
    }

    std::unique_ptr<Process> process_ = make_system_process();
    testing::TestKeys keys_{*process_};
};

TEST_F(SignerTest, ExactlyOneHashHeaderAsSpackNeedsIt) {
    SigningKey wanted;
    wanted.key_file = keys_.make("Jane").secret_file;
    const auto lines = split(Signer(wanted, *process_).clearsign("{}\n"), '\n');
    EXPECT_EQ(lines[0], "-----BEGIN PGP SIGNED MESSAGE-----");
    EXPECT_TRUE(lines[1].starts_with("Hash: SHA"));
    EXPECT_EQ(lines[2], "");
}

TEST_F(SignerTest, APassphraseComesFromAFileOrIsAtHand) {
    const auto key = keys_.make("Jane", "correct horse");
    const TempDir folder(fs::temp_directory_path(), "sf-signer-");
    SigningKey wanted{key.fingerprint, key.secret_file, folder.path() / "passphrase"};
    write_file_atomic(wanted.passphrase_file, "correct horse\n", 0600);
    EXPECT_NE(Signer(wanted, *process_).clearsign("text\n").find("text"), std::string::npos);
    wanted.passphrase_file = folder.path() / "no such file";
    wanted.passphrase = Secret("correct horse");
    EXPECT_NE(Signer(wanted, *process_).clearsign("text\n").find("text"), std::string::npos);
    wanted.passphrase = Secret();
    EXPECT_NE(refusal(wanted).find("no such file"), std::string::npos);
}

TEST_F(SignerTest, AWrongPassphraseIsSaidAtOnce) {
    const auto key = keys_.make("Jane", "correct horse");
    SigningKey wanted{key.fingerprint, key.secret_file, {}};
    EXPECT_EQ(refusal(wanted), "the key " + key.fingerprint + " needs a passphrase");
    wanted.passphrase = Secret("wrong horse");
    EXPECT_EQ(refusal(wanted), "the passphrase of the key " + key.fingerprint + " is wrong");
}

TEST_F(SignerTest, AKeyIsAtHandArmouredOrNot) {
    const auto key = keys_.make("Jane");
    for (const auto& bytes : {read_file(key.secret_file), keys_.gpg({"gpg", "--batch", "--export-secret-keys"})}) {
        SigningKey wanted;
        wanted.key = Secret(bytes);
        EXPECT_EQ(Signer(wanted, *process_).fingerprint(), key.fingerprint);
    }
    SigningKey wanted;
    wanted.key = Secret(key.public_key);
    wanted.key_origin = "GPG_PRIVATE_KEY";
    EXPECT_NE(refusal(wanted).find("GPG_PRIVATE_KEY holds no secret primary key"), std::string::npos);
}

TEST_F(SignerTest, GpgAcceptsTheSignatureOfAFile) {
    const auto key = keys_.make("Jane");
    const TempDir folder(fs::temp_directory_path(), "sf-signer-");
    const auto file = folder.path() / "file";
    write_file_atomic(file, std::string(3 << 20, 'x'));
    write_file_atomic(folder.path() / "file.asc",
                      Signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_).sign_detached(file));
    const auto told =
        keys_.gpg({"gpg", "--batch", "--status-fd", "1", "--verify", file.string() + ".asc", file.string()});
    EXPECT_NE(told.find("VALIDSIG " + key.fingerprint), std::string::npos) << told;
    EXPECT_THROW(
        Signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_).sign_detached(folder.path() / "no"), Error);
}

TEST_F(SignerTest, NobodySignsNothing) {
    Signer nobody = Signer::nobody();
    EXPECT_TRUE(nobody.is_nobody());
    EXPECT_EQ(nobody.fingerprint(), "");
    EXPECT_EQ(nobody.public_key(), "");
    EXPECT_EQ(nobody.clearsign("text\n"), "text\n");
    EXPECT_THROW(nobody.sign_detached("/dev/null"), Error);
    EXPECT_THROW(nobody.sign_detached_content("text"), Error);
    EXPECT_FALSE(Signer(SigningKey{"", keys_.make("Jane").secret_file, {}}, *process_).is_nobody());
}

TEST_F(SignerTest, TheKeyringIsWiped) {
    fs::path home;
    {
        auto keyring = Keyring::ephemeral(*process_);
        keyring.add(read_file(keys_.make("Jane").secret_file), "a test");
        home = keyring.home();
        EXPECT_FALSE(fs::is_empty(home / "private-keys-v1.d"));
    }
    EXPECT_FALSE(fs::exists(home));
}

TEST_F(SignerTest, WhatAKilledRunLeftIsWipedByTheNextOne) {
    const TempDir memory(fs::temp_directory_path(), "sf-run-");
    const char* before = std::getenv("XDG_RUNTIME_DIR");
    const std::string restored = before == nullptr ? "" : before;
    ::setenv("XDG_RUNTIME_DIR", memory.path().c_str(), 1);
    const fs::path killed = memory.path() / "sf-gpg-killed", young = memory.path() / "sf-gpg-young";
    for (const auto& folder : {killed, young}) make_dirs(folder / "private-keys-v1.d");
    const auto used = Keyring::ephemeral(*process_);
    for (const auto& folder : {killed, used.home()})
        fs::last_write_time(folder, fs::file_time_type::clock::now() - std::chrono::hours(1));
    Keyring::ephemeral(*process_);
    EXPECT_FALSE(fs::exists(killed));
    EXPECT_TRUE(fs::exists(young));
    EXPECT_TRUE(fs::exists(used.home()));
    ::setenv("XDG_RUNTIME_DIR", restored.c_str(), 1);
}

TEST_F(SignerTest, AKeyThatIsNotThereOrNotNamedIsAUsageError) {
    const auto key = keys_.make("Jane");
    for (const SigningKey& wanted : {SigningKey{}, SigningKey{"89ABCDEF", key.secret_file, {}},
                                     SigningKey{std::string(40, 'A'), key.secret_file, {}}})
        EXPECT_NE(refusal(wanted), "");
}

TEST_F(SignerTest, LinesThatGnupgWouldCutAreRefused) {
    SigningKey wanted;
    wanted.key_file = keys_.make("Jane").secret_file;
    EXPECT_THROW(Signer(wanted, *process_).clearsign(std::string(20000, 'x') + "\n"), Error);
}

}  // namespace
}  // namespace sf
