#include "sign/rotation.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/key_files.h"
#include "sign/signer.h"

namespace sf {
namespace {

class RotationTest : public ::testing::Test {
  protected:
    std::string refusal(const std::string& statement) {
        try {
            read_rotation(statement, old_.fingerprint, old_.public_key, "keys/rotation", *process_);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "";
    }

    static SigningKey with(const MadeKey& key) {
        SigningKey signing;
        signing.key = key.secret_key;
        return signing;
    }

    std::unique_ptr<Process> process_ = make_system_process();
    MadeKey old_ = make_key({"Jane 2026"}, *process_), fresh_ = make_key({"Jane 2028"}, *process_);
};

TEST_F(RotationTest, TheOldKeyNamesAndCertifiesTheNewOne) {
    const auto newer = rotate_key(with(old_), fresh_.public_key, *process_);
    EXPECT_EQ(read_rotation(newer.statement, old_.fingerprint, old_.public_key, "keys/rotation", *process_),
              (Rotation{old_.fingerprint, fresh_.fingerprint}));
    auto keyring = Keyring::ephemeral(*process_);
    keyring.add(old_.public_key, "a test");
    keyring.add(newer.public_key, "a test");
    Command command;
    command.argv = {"gpg", "--homedir", keyring.home().string(), "--with-colons", "--check-sigs", fresh_.fingerprint};
    const auto listed = process_->run(command).out;
    EXPECT_NE(listed.find("sig:!::22:" + old_.fingerprint.substr(24)), std::string::npos) << listed;
}

TEST_F(RotationTest, NobodyElseGivesAKeysPlaceAway) {
    const auto by_other = rotate_key(with(fresh_), old_.public_key, *process_).statement;
    EXPECT_NE(refusal(by_other).find("not trusted here"), std::string::npos);
    Signer signer(with(old_), *process_);
    const auto of_other =
        R"({"format": 1, "rotation": {"from": ")" + fresh_.fingerprint + R"(", "to": ")" + old_.fingerprint + "\"}}\n";
    for (const auto& text : {of_other, std::string("text\n"), std::string("[]\n"), std::string("{\"format\": 1}\n"),
                             std::string("{\"format\": 1, \"rotation\": {\"from\": \"x\", \"to\": \"y\"}}\n")})
        EXPECT_NE(refusal(signer.clearsign(text)).find("is no statement"), std::string::npos) << text;
}

TEST_F(RotationTest, AKeyOfTheUsersKeyringIsLeftAsItIs) {
    EXPECT_THROW(rotate_key(SigningKey{old_.fingerprint, {}, {}}, fresh_.public_key, *process_), Error);
}

}  // namespace
}  // namespace sf
