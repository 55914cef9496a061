// Whether a text or a file is signed by a key that was pinned beforehand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "sign/keyring.h"

namespace sf {

struct VerifiedText {
    std::string text;              // what was signed, without the armour
    std::string signer;            // fingerprint of the primary key
    std::int64_t key_expires = 0;  // unix seconds; 0: never
};

// `pinned`: fingerprints of primary keys (sign/fingerprint.h). The one signature of the clear-signed `signed_text` must
// be made by one of them or its subkeys. Throws Error(source) naming `origin` for everything else: a key that is not
// pinned (whatever its short id), unknown, expired or revoked; a changed text; SHA-1 and weaker hashes; several
// signatures.
VerifiedText verify_clearsigned(const Keyring& keyring, const std::set<std::string>& pinned,
                                const std::string& signed_text, const std::string& origin);

struct SignedBy {
    std::string signer;            // fingerprint of the primary key
    std::int64_t key_expires = 0;  // unix seconds; 0: never
};

// The same of a file of any size and the armoured `signature` that lies beside it (sign/detached.h). What is verified
// is what was read: a file that somebody can write meanwhile must not be read again.
SignedBy verify_detached(const Keyring& keyring, const std::set<std::string>& pinned, const std::filesystem::path& file,
                         const std::string& signature, const std::string& origin);
// The same of what is in memory already, so that nobody can change it between this and its use.
SignedBy verify_detached_content(const Keyring& keyring, const std::set<std::string>& pinned, std::string_view content,
                                 const std::string& signature, const std::string& origin);

}  // namespace sf
