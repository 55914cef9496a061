#include "sign/verify.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/signer.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

class VerifyTest : public ::testing::Test {
  protected:
    std::string signed_by(const testing::TestKey& key, const std::string& text = "a text\n- with a dash\n") {
        SigningKey wanted;
        wanted.key_file = key.secret_file;
        return Signer(wanted, *process_).clearsign(text);
    }

    // "" if it is accepted, else why not.
    std::string refusal(const std::set<std::string>& pinned, const std::string& signed_text,
                        const std::vector<std::string>& known) {
        auto keyring = Keyring::ephemeral(*process_);
        for (const auto& key : known) keyring.add(key, "a test");
        try {
            verify_clearsigned(keyring, pinned, signed_text, "index");
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "";
    }

    std::string signed_file_by(const testing::TestKey& key) {
        return Signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_).sign_detached(file_);
    }

    // The same of a detached signature of file_.
    std::string file_refusal(const std::set<std::string>& pinned, const std::string& signature,
                             const std::vector<std::string>& known) {
        auto keyring = Keyring::ephemeral(*process_);
        for (const auto& key : known) keyring.add(key, "a test");
        try {
            EXPECT_TRUE(pinned.contains(verify_detached(keyring, pinned, file_, signature, "file").signer));
            EXPECT_TRUE(pinned.contains(
                verify_detached_content(keyring, pinned, read_file(file_), signature, "file").signer));
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "";
    }

    // gpg writes a revocation with every key, made harmless by a colon.
    testing::TestKey revoked(const testing::TestKey& key) {
        keys_.gpg({"sh", "-c",
                   "sed 's/^:-----/-----/' $GNUPGHOME/openpgp-revocs.d/" + key.fingerprint +
                       ".rev | gpg --batch --quiet --import"});
        return keys_.exported(key.fingerprint);
    }

    void SetUp() override { write_file_atomic(file_, "a file\n"); }

    TempDir folder_{fs::temp_directory_path(), "sf-verify-"};
    fs::path file_ = folder_.path() / "file";
    std::unique_ptr<Process> process_ = make_system_process();
    testing::TestKeys keys_{*process_};
};

TEST_F(VerifyTest, ThePinnedKeySigned) {
    const auto key = keys_.make("Jane");
    auto keyring = Keyring::ephemeral(*process_);
    keyring.add(key.public_key, "a test");
    const auto verified = verify_clearsigned(keyring, {key.fingerprint}, signed_by(key), "index");
    EXPECT_EQ(verified.text, "a text\n- with a dash\n");
    EXPECT_EQ(verified.signer, key.fingerprint);
    EXPECT_EQ(verified.key_expires, 0);
}

TEST_F(VerifyTest, ASubkeyOfThePinnedKeySigned) {
    const auto primary = keys_.make("Jane", "", "cert");
    keys_.gpg({"gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-add-key",
               primary.fingerprint, "ed25519", "sign"});
    const auto key = keys_.exported(primary.fingerprint);
    EXPECT_EQ(refusal({key.fingerprint}, signed_by(key), {key.public_key}), "");
}

TEST_F(VerifyTest, OnlyTheFullFingerprintCounts) {
    const auto key = keys_.make("Jane"), other = keys_.make("Mallory");
    // The same long id, as somebody could make it; the keyring even has the signer's key.
    std::string twin = other.fingerprint;
    twin.replace(0, 24, key.fingerprint.substr(0, 24));
    EXPECT_NE(refusal({twin}, signed_by(other), {other.public_key}).find("not trusted here"), std::string::npos);
    EXPECT_NE(refusal({key.fingerprint}, signed_by(other), {key.public_key, other.public_key}).find("not trusted here"),
              std::string::npos);
    EXPECT_NE(refusal({key.fingerprint}, signed_by(other), {key.public_key}).find("not trusted here"),
              std::string::npos);
}

TEST_F(VerifyTest, AChangedTextOrSignatureIsRefused) {
    const auto key = keys_.make("Jane");
    const std::string good = signed_by(key);
    std::string text = good, signature = good;
    text.replace(text.find("a text"), 6, "b text");
    EXPECT_NE(refusal({key.fingerprint}, text, {key.public_key}).find("does not fit"), std::string::npos);
    auto& flipped = signature[signature.find("-----END") - 30];
    flipped = flipped == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal({key.fingerprint}, signature, {key.public_key}), "");
}

TEST_F(VerifyTest, WhatStandsOutsideTheSignedTextIsRefused) {
    const auto key = keys_.make("Jane");
    const std::string good = signed_by(key);
    for (const auto& bad : {"before\n" + good, good + "behind\n", good + good, std::string("no signature\n")})
        EXPECT_NE(refusal({key.fingerprint}, bad, {key.public_key}), "") << bad;
    std::string two_headers = good;
    two_headers.insert(two_headers.find("Hash:"), "Hash: SHA256\n");
    EXPECT_NE(refusal({key.fingerprint}, two_headers, {key.public_key}), "");
}

TEST_F(VerifyTest, AnExpiredKeyIsRefused) {
    const auto key = keys_.make("Jane", "", "sign", "seconds=2");
    const std::string good = signed_by(key);
    EXPECT_EQ(refusal({key.fingerprint}, good, {key.public_key}), "");
    ::sleep(3);
    EXPECT_NE(refusal({key.fingerprint}, good, {key.public_key}).find("has expired"), std::string::npos);
}

TEST_F(VerifyTest, ARevokedKeyIsRefused) {
    const auto key = keys_.make("Jane");
    const std::string good = signed_by(key);
    EXPECT_NE(refusal({key.fingerprint}, good, {revoked(key).public_key}).find("was revoked"), std::string::npos);
}

TEST_F(VerifyTest, ThePinnedKeySignedAFile) {
    const auto key = keys_.make("Jane"), other = keys_.make("Mallory");
    const std::string good = signed_file_by(key);
    EXPECT_EQ(file_refusal({key.fingerprint}, good, {key.public_key}), "");
    EXPECT_NE(file_refusal({other.fingerprint}, good, {key.public_key}).find("not trusted here"), std::string::npos);
    EXPECT_NE(file_refusal({key.fingerprint}, good, {other.public_key}).find("not trusted here"), std::string::npos);
    write_file_atomic(file_, "a file\r\n");
    EXPECT_NE(file_refusal({key.fingerprint}, good, {key.public_key}).find("does not fit"), std::string::npos);
    fs::remove(file_);
    auto keyring = Keyring::ephemeral(*process_);
    EXPECT_THROW(verify_detached(keyring, {key.fingerprint}, file_, good, "file"), Error);
}

TEST_F(VerifyTest, AFileSignedTwiceOrWeaklyIsRefused) {
    const auto key = keys_.make("Jane"), other = keys_.make("Mallory");
    const auto by_gpg = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"gpg", "--batch", "--quiet", "--armor", "--output", "-"});
        options.insert(options.end(), {"--detach-sign", file_.string()});
        return keys_.gpg(options);
    };
    const std::string strong = by_gpg({"--local-user", key.fingerprint});
    const std::string weak = by_gpg({"--local-user", key.fingerprint, "--digest-algo", "SHA1"});
    const std::string both = by_gpg({"--local-user", key.fingerprint, "--local-user", other.fingerprint});
    const std::vector<std::string> known = {key.public_key, other.public_key};
    EXPECT_EQ(file_refusal({key.fingerprint}, strong, known), "");
    ASSERT_NE(weak, "");
    EXPECT_NE(file_refusal({key.fingerprint}, weak, known), "");
    EXPECT_NE(file_refusal({key.fingerprint, other.fingerprint}, both, known), "");
}

// GPGME has made nothing in this process before: the keyring is empty, and gpg itself signed.
TEST_F(VerifyTest, ContentIsRefusedWhereNoKeyIsKnown) {
    keys_.make("Jane");
    const std::string signature =
        keys_.gpg({"gpg", "--batch", "--quiet", "--armor", "--output", "-", "--detach-sign", file_.string()});
    const auto keyring = Keyring::ephemeral(*process_);
    try {
        verify_detached_content(keyring, {}, read_file(file_), signature, "file");
        FAIL() << "accepted";
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("not trusted here"), std::string::npos) << e.message();
    }
}

TEST_F(VerifyTest, AFileOfAnExpiredOrRevokedKeyIsRefused) {
    const auto brief = keys_.make("Jane", "", "sign", "seconds=2"), gone = keys_.make("John");
    const std::string by_brief = signed_file_by(brief), by_gone = signed_file_by(gone);
    EXPECT_EQ(file_refusal({gone.fingerprint}, by_gone, {gone.public_key}), "");
    EXPECT_NE(file_refusal({gone.fingerprint}, by_gone, {revoked(gone).public_key}).find("was revoked"),
              std::string::npos);
    ::sleep(3);
    EXPECT_NE(file_refusal({brief.fingerprint}, by_brief, {brief.public_key}).find("has expired"), std::string::npos);
}

}  // namespace
}  // namespace sf
