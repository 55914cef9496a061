// Real OpenPGP keys for tests, made by gpg in a keyring that goes with the test.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/files.h"
#include "base/process.h"
#include "sign/keyring.h"

namespace sf::testing {

struct TestKey {
    std::string fingerprint;
    std::string public_key;
    fs::path secret_file;
};

class TestKeys {
  public:
    explicit TestKeys(Process& process) : process_(process) {}
    ~TestKeys() { gpg({"gpgconf", "--kill", "all"}); }

    // Runs a command of GnuPG in the keyring of the test.
    std::string gpg(const std::vector<std::string>& argv) {
        Command command;
        command.argv = {"env", "GNUPGHOME=" + folder_.path().string()};
        command.argv.insert(command.argv.end(), argv.begin(), argv.end());
        return process_.run(command).out;
    }

    // `usage`: sign, or cert for a primary key that leaves signing to subkeys. `expires`: never, or seconds=N.
    TestKey make(const std::string& name, const std::string& passphrase = "", const std::string& usage = "sign",
                 const std::string& expires = "never") {
        gpg({"gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-gen-key",
             name, "ed25519", usage, expires});
        TestKey key;
        const std::string listing = gpg({"gpg", "--batch", "--with-colons", "--list-keys", "=" + name});
        const auto at = listing.find("\nfpr:");
        key.fingerprint = listing.substr(listing.find_first_not_of(":", at + 5), 40);
        return exported(key.fingerprint, passphrase);
    }

    // The key as it is now, for instance after it got a subkey.
    TestKey exported(const std::string& fingerprint, const std::string& passphrase = "") {
        TestKey key{fingerprint, gpg({"gpg", "--armor", "--export", fingerprint}),
                    folder_.path() / (fingerprint + ".secret")};
        write_file_atomic(key.secret_file,
                          gpg({"gpg", "--batch", "--armor", "--pinentry-mode", "loopback", "--passphrase", passphrase,
                               "--export-secret-keys", fingerprint}),
                          0600);
        return key;
    }

  private:
    Process& process_;
    TempDir folder_{fs::temp_directory_path(), "sf-keys-"};
};

}  // namespace sf::testing
