// Where keys are looked up: an ephemeral keyring that holds just what a task needs, or the user's own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "base/secret.h"

namespace sf {

struct PublicKey {
    std::string fingerprint;            // of the primary key
    std::vector<std::string> user_ids;  // "Jane Doe <jane@example.org>"
    std::int64_t expires = 0;           // unix seconds; 0: never
    std::int64_t created = 0;           // unix seconds
    std::string algorithm{};            // ed25519, rsa4096
    bool revoked = false;
};

struct NewKey {
    std::string user_id;
    std::string algorithm = "ed25519";  // or rsa4096
    std::int64_t valid_s = 0;           // 0: for ever
    Secret passphrase{};                // empty: none
};

class Keyring {
  public:
    // An empty one in a folder of its own (GNUPGHOME), in memory where this machine has a file system in memory. It
    // goes with the object, and with it the agent that holds its secret keys; what a killed run left goes when the next
    // one is made. It retrieves no key from anywhere.
    static Keyring ephemeral(Process& process);
    // $GNUPGHOME or ~/.gnupg.
    static Keyring of_user() { return Keyring(); }

    Keyring(Keyring&&) = default;
    Keyring& operator=(Keyring&&) = delete;
    ~Keyring();

    // The fingerprints of the keys in `armored`, which `origin` names in errors. Throws Error(source) if there is none.
    std::vector<std::string> add(std::string_view armored, const std::string& origin);
    // Throws Error(source) if the keyring lacks it.
    PublicKey key(const std::string& fingerprint) const;
    std::string export_public(const std::string& fingerprint) const;

    // Of a keyring that has no secret key yet. The key can sign and certify; returns its fingerprint.
    std::string make_key(const NewKey& wanted);
    // Armoured, protected by the passphrase that it has. Throws Error(source) if that is another one.
    std::string export_secret(const std::string& fingerprint, const Secret& passphrase = {}) const;
    // Armoured: what GnuPG wrote when it made the key, ready to be added.
    std::string revocation_of_made(const std::string& fingerprint) const;

    const std::filesystem::path& home() const { return home_; }  // empty: the user's own

  private:
    Keyring() = default;

    Process* process_ = nullptr;
    std::optional<TempDir> folder_;
    std::optional<FileLock> lock_;  // in it, as long as it is in use
    std::filesystem::path home_;
    bool has_secrets_ = false;
};

}  // namespace sf
