#include "sign/machine_key.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/verify.h"

namespace sf {
namespace {

TEST(MachineKey, IsMadeOnceAndSigns) {
    const auto process = make_system_process();
    const TempDir folder(fs::temp_directory_path(), "sf-machine-key-");
    const fs::path place = folder.path() / std::string(100, 'x') / "key";  // longer than an agent's socket may be
    const auto key = machine_key(place, *process);
    const auto secret = read_file(key.key_file);
    Signer signer(key, *process);
    const auto signed_text = signer.clearsign("text\n");
    auto keyring = Keyring::ephemeral(*process);
    keyring.add(signer.public_key(), "a test");
    const auto verified = verify_clearsigned(keyring, {signer.fingerprint()}, signed_text, "a test");
    EXPECT_EQ(verified.text, "text\n");
    EXPECT_EQ(verified.key_expires, 0);
    EXPECT_EQ(read_file(machine_key(place, *process).key_file), secret);
}

TEST(MachineKey, NobodyElseReadsIt) {
    const auto process = make_system_process();
    const TempDir folder(fs::temp_directory_path(), "sf-machine-key-");
    const fs::path place = folder.path() / "key";
    make_dirs(place);
    fs::permissions(place, fs::perms::all);
    const auto key = machine_key(place, *process);
    EXPECT_EQ(fs::status(place).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(key.key_file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace
}  // namespace sf
