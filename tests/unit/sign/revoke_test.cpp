#include "sign/revoke.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/key_files.h"
#include "sign/signer.h"
#include "sign/verify.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

class RevokeTest : public ::testing::Test {
  protected:
    // Why `signed_text` is refused by who has this public key.
    std::string refusal(const std::string& fingerprint, const std::string& public_key, const std::string& signed_text) {
        auto keyring = Keyring::ephemeral(*process_);
        keyring.add(public_key, "a test");
        try {
            verify_clearsigned(keyring, {fingerprint}, signed_text, "index");
        } catch (const Error& e) {
            return e.message();
        }
        return "";
    }

    std::unique_ptr<Process> process_ = make_system_process();
    testing::TestKeys keys_{*process_};
};

TEST_F(RevokeTest, AKeyRevokesItself) {
    const auto made = keys_.make("Jane", "correct horse");
    SigningKey key{"", made.secret_file, {}};
    key.passphrase = Secret("correct horse");
    const auto text = Signer(key, *process_).clearsign("text\n");
    EXPECT_EQ(refusal(made.fingerprint, made.public_key, text), "");
    for (const auto reason : {RevocationReason::compromised, RevocationReason::replaced, RevocationReason::retired}) {
        const auto revoked = revoke_key(key, reason, "it was stolen", *process_);
        EXPECT_NE(refusal(made.fingerprint, revoked, text).find("was revoked"), std::string::npos);
    }
    // What readers are shown, in GnuPG's own words.
    write_file_atomic(made.secret_file.string() + ".revoked",
                      revoke_key(key, RevocationReason::compromised, "it was stolen", *process_));
    const auto packets = keys_.gpg({"gpg", "--list-packets", made.secret_file.string() + ".revoked"});
    EXPECT_NE(packets.find("revocation reason 0x02 (it was stolen)"), std::string::npos) << packets;
}

TEST_F(RevokeTest, AWrongPassphraseRevokesNothing) {
    SigningKey key{"", keys_.make("Jane", "correct horse").secret_file, {}};
    key.passphrase = Secret("wrong horse");
    EXPECT_THROW(revoke_key(key, RevocationReason::none, "", *process_), Error);
    EXPECT_THROW(revoke_key(SigningKey{}, RevocationReason::none, "", *process_), Error);
}

TEST_F(RevokeTest, ACertificateRevokesItsOwnKeyAlone) {
    const auto made = make_key({"Jane"}, *process_), other = make_key({"John"}, *process_);
    SigningKey key;
    key.key = made.secret_key;
    const auto text = Signer(key, *process_).clearsign("text\n");
    EXPECT_EQ(refusal(made.fingerprint, made.public_key, text), "");
    const auto revoked = revoke_by_certificate(made.public_key, made.revocation, "a.revocation.asc", *process_);
    EXPECT_NE(refusal(made.fingerprint, revoked, text).find("was revoked"), std::string::npos);
    for (const auto& certificate : {other.revocation, other.public_key, std::string("nothing")}) {
        try {
            revoke_by_certificate(made.public_key, certificate, "a.revocation.asc", *process_);
            ADD_FAILURE();
        } catch (const Error& e) {
            EXPECT_NE(e.message().find("a.revocation.asc"), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace sf
