// Signs texts and files with one key.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "sign/signing_key.h"

namespace sf {

namespace gpg {
class Data;
}

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
    // The same of a file's content.
    std::string sign_detached_content(std::string_view content);

    // The text of a message that this key clear-signed; nothing for any other. Nobody's is the message as it is.
    std::optional<std::string> signed_before(const std::string& signed_text) const;

  private:
    Signer();
    explicit Signer(OpenedKey key);
    std::string detached(const gpg::Data& data);
    Error cannot_sign(unsigned gpgme_code) const;

    Keyring keyring_;
    std::string fingerprint_;
    Secret passphrase_;
    struct Session;  // GnuPG, with the key chosen
    std::unique_ptr<Session> session_;
};

}  // namespace sf
