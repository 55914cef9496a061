#include "sign/key_files.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/revoke.h"
#include "sign/signer.h"

namespace sf {
namespace {

class KeyFilesTest : public ::testing::Test {
  protected:
    fs::perms mode(const fs::path& file) { return fs::status(file).permissions(); }

    std::unique_ptr<Process> process_ = make_system_process();
    TempDir folder_{fs::temp_directory_path(), "sf-key-files-"};
};

TEST_F(KeyFilesTest, AKeyIsMadeThatSignsWithItsPassphraseAlone) {
    const auto made = make_key({"Jane Doe <jane@example.org>", "ed25519", 3600, Secret("correct horse")}, *process_);
    const auto files = new_key_files(folder_.path() / "new" / "site.asc");
    write_key_files(files, made);
    EXPECT_EQ(files.public_key.filename(), "site.public.asc");
    EXPECT_EQ(files.revocation.filename(), "site.revocation.asc");
    constexpr auto kOwner = fs::perms::owner_read | fs::perms::owner_write;
    EXPECT_EQ(mode(files.secret), kOwner);
    EXPECT_EQ(mode(files.revocation), kOwner);

    SigningKey key{"", files.secret, {}};
    EXPECT_THROW(Signer(key, *process_), Error);
    key.passphrase = Secret("correct horse");
    EXPECT_EQ(Signer(key, *process_).fingerprint(), made.fingerprint);

    auto keyring = Keyring::ephemeral(*process_);
    EXPECT_EQ(keyring.add(read_file(files.public_key), "a test"), std::vector{made.fingerprint});
    const auto shown = keyring.key(made.fingerprint);
    EXPECT_EQ(shown.user_ids, std::vector<std::string>{"Jane Doe <jane@example.org>"});
    EXPECT_EQ(shown.algorithm, "ed25519");
    EXPECT_EQ(shown.expires, shown.created + 3600);
    EXPECT_FALSE(shown.revoked);
}

TEST_F(KeyFilesTest, NoFileIsOverwritten) {
    for (const char* name : {"a.asc", "b.public.asc", "c.revocation.asc"})
        write_file_atomic(folder_.path() / name, "precious");
    fs::create_symlink("nowhere", folder_.path() / "d.asc");
    for (const char* name : {"a.asc", "b.asc", "c.asc", "d.asc"})
        EXPECT_THROW(new_key_files(folder_.path() / name), Error) << name;
    EXPECT_EQ(new_key_files("key").public_key, "key.public.asc");
}

TEST_F(KeyFilesTest, UserIdsAndTimesAreChecked) {
    EXPECT_EQ(user_id_of("Jane Doe", "jane@example.org"), "Jane Doe <jane@example.org>");
    for (const auto& [name, email] : {std::pair("", "a@b"),
                                      {"Jane <x>", "a@b"},
                                      {"Jane\n", "a@b"},
                                      {"Jane", "ab"},
                                      {"Jane", "@b"},
                                      {"Jane", "a@"},
                                      {"Jane", "a b@c"},
                                      {"Jane", "a@b>"}})
        EXPECT_THROW(user_id_of(name, email), Error) << name << email;
    EXPECT_EQ(parse_validity("never"), 0);
    EXPECT_EQ(parse_validity("90d"), 90 * 86400);
    EXPECT_EQ(parse_validity("2y"), 2 * 365 * 86400);
    for (const char* typed : {"", "0d", "-1d", "2", "2 y", "y", "21y", "99999999999999999999d", "2years"})
        EXPECT_THROW(parse_validity(typed), Error) << typed;
}

}  // namespace
}  // namespace sf
