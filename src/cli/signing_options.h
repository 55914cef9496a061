// The options of every command that signs: with which key. Neither the key nor its passphrase is ever an argument
// (sign/signer.h). What an option does not say, the environment may: GPG_PRIVATE_KEY and GPG_PASSPHRASE, for CI.
#pragma once

#include "sign/signer.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --valid-days, of what is signed.
void add_valid_days_option(CLI::App& command, int& valid_days);

struct SigningOptions {
    // What the options say. Descriptors are read when the command line is parsed, once.
    SigningKey key;
    bool is_unsigned = false;

    // All of the key and its passphrase.
    void add_to(CLI::App& command);
    // --signing-key, --gpg-private-key-file, --gpg-private-key-fd
    void add_key_to(CLI::App& command);
    // --gpg-passphrase-file, --gpg-passphrase-fd
    void add_passphrase_to(CLI::App& command);
    // --unsigned, for commands whose readers are told so.
    void add_unsigned_to(CLI::App& command);

    // Whether an option names a key.
    bool names_key() const;
    // The key: of a descriptor, else of a file, else of GPG_PRIVATE_KEY, else of the user's keyring; its passphrase
    // likewise. Throws Error(usage) if GPG_PRIVATE_KEY holds none.
    SigningKey resolved() const;
    // That of resolved() alone, for a key that is yet to be made.
    Secret passphrase() const;
    // Signer::nobody() if it is to be unsigned.
    Signer signer(Services& services) const;

  private:
    void take_key_of(int descriptor);
};

}  // namespace sf
