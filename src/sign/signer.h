// Signs texts and files with one key: of the user's keyring, or of a file. Neither key nor passphrase is ever an
// argument, because every user of a machine sees the arguments of its processes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "sign/keyring.h"

namespace sf {

struct SigningKey {
    std::string fingerprint;                // of the primary key; may be empty where key_file has just one
    std::filesystem::path key_file;         // armoured secret key; empty: the key is in the user's keyring
    std::filesystem::path passphrase_file;  // its first line; empty: none, or the user's agent asks
};

class Signer {
  public:
    // Throws Error(usage) if the key is not named or not there, or cannot sign.
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

    Keyring keyring_;
    std::string fingerprint_;
    std::string passphrase_;
    struct Session;  // GnuPG, with the key chosen
    std::unique_ptr<Session> session_;
};

}  // namespace sf
