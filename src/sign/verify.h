// Whether a text is signed by a key that was pinned beforehand.
#pragma once

#include <cstdint>
#include <set>
#include <string>

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

}  // namespace sf
