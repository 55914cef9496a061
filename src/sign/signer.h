// Signs texts and files with one key: of the user's keyring, or of a file. Neither key nor passphrase is ever an
// argument, because every user of a machine sees the arguments of its processes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
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

class Signer {
  public:
    // Throws Error(usage) if the key is not named or not there, or cannot sign, as with a wrong passphrase.
    Signer(const SigningKey& wanted, Process& process);
    // Signs nothing, for who publishes unsigned: clearsign() gives the text back as it is, sign_detached() throws.
    static Signer nobody() { return Signer(); }
    ~Signer();

    bool is_nobody() const { return session_ == nullptr; }
    const std::string& fingerprint() const { return fingerprint_; }  // of the primary key; nobody's is empty
    // Armoured, for who is to verify; nobody's is empty.
    std::string public_key() const { return is_nobody() ? "" : keyring_.export_public(fingerprint_); }
    // One clear-signed message (sign/clearsigned.h). No line of `text` may be longer than kLongestSignedLine.
    // Thread-safe.
    std::string clearsign(const std::string& text);
    // The armoured signature of a file of any size (sign/detached.h), as `gpg --detach-sign --armor` makes it.
    // Thread-safe.
    std::string sign_detached(const std::filesystem::path& file);

    // Whether `signed_text` is `text`, clear-signed by this key; by nobody: the text itself.
    bool has_signed(const std::string& signed_text, const std::string& text) const;

  private:
    Signer();
    Error cannot_sign(unsigned gpgme_code) const;

    Keyring keyring_;
    std::string fingerprint_;
    Secret passphrase_;
    struct Session;  // GnuPG, with the key chosen
    std::unique_ptr<Session> session_;
};

}  // namespace sf
