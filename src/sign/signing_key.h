// Which key is meant and where it is: in the user's keyring, in a file, or at hand. Neither key nor passphrase is ever
// an argument, because every user of a machine sees the arguments of its processes.
#pragma once

#include <filesystem>
#include <string>

#include "base/secret.h"
#include "sign/keyring.h"

namespace sf {

// Where `key` and `key_file` are both empty, the key is in the user's keyring; where there is no passphrase, it has
// none, or the user's agent asks.
struct SigningKey {
    std::string fingerprint;                // of the primary key; may be empty where there is just one
    std::filesystem::path key_file;         // OpenPGP secret key, armoured or not
    std::filesystem::path passphrase_file;  // its first line
    Secret key{};                           // at hand instead of in key_file, where it is from in `key_origin`
    std::string key_origin{};               // for messages: "GPG_PRIVATE_KEY"
    Secret passphrase{};                    // at hand instead of in passphrase_file
};

// At hand or of its file; empty: none is known. Throws Error(usage) if the file is not there.
Secret passphrase_of(const SigningKey& key);

// The key in a keyring, where GnuPG can use it.
struct OpenedKey {
    Keyring keyring;
    std::string fingerprint;  // of the primary key
    std::string origin;       // for messages
    Secret passphrase;        // empty: none is known
};

// Throws Error(usage) if the key is not named, if a file is not there, and if there are several to choose from. Whether
// it is the secret key, and whether the passphrase is right, shows when it is used.
OpenedKey open_key(const SigningKey& wanted, Process& process);

}  // namespace sf
