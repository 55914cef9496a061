// Signs texts with one key: of the user's keyring, or of a file. Neither key nor passphrase is ever an argument,
// because every user of a machine sees the arguments of its processes.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
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
    ~Signer();

    const std::string& fingerprint() const { return fingerprint_; }  // of the primary key
    // Armoured, for who is to verify.
    std::string public_key() const { return keyring_.export_public(fingerprint_); }
    // One clear-signed message (sign/clearsigned.h). No line of `text` may be longer than kLongestSignedLine.
    // Thread-safe.
    std::string clearsign(const std::string& text);

    // Whether `signed_text` is `text`, clear-signed by this key.
    bool has_signed(const std::string& signed_text, const std::string& text) const;

  private:
    Keyring keyring_;
    std::string fingerprint_;
    std::string passphrase_;
    struct Session;  // GnuPG, with the key chosen
    std::unique_ptr<Session> session_;
    std::mutex mutex_;
};

}  // namespace sf
