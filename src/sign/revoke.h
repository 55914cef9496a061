// Declares a key to be good no more. Whoever has the public key that comes out of it refuses what the key signed.
#pragma once

#include <string>

#include "sign/signing_key.h"

namespace sf {

// RFC 4880, section 5.2.3.23. Signatures of a retired or replaced key stay good for GnuPG's own tools where they were
// made before; this program refuses them all.
enum class RevocationReason { none = 0, replaced = 1, compromised = 2, retired = 3 };

// By the key itself; `comment` is one line that readers are shown. Returns the revoked public key, armoured. The user's
// own keyring is left as it is. Throws Error(usage) if the key cannot revoke itself.
std::string revoke_key(const SigningKey& key, RevocationReason reason, const std::string& comment, Process& process);

// By a certificate that was made before, for who has lost the key. Throws Error(source) naming `origin` if the
// certificate is not of that key.
std::string revoke_by_certificate(const std::string& public_key, const std::string& certificate,
                                  const std::string& origin, Process& process);

}  // namespace sf
