// The public keys that a mirror offers, and trusting one of them.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"
#include "buildcache/layout.h"
#include "buildcache/trust.h"
#include "mirror/mirror.h"
#include "sign/keyring.h"

namespace sf {

struct OfferedKey {
    PublicKey key;
    bool trusted = false;  // it is the one that is pinned for this mirror
};

// Puts a key where this finds it, and Spack does (layout v3).
void put_offered_key(WritableMirror& mirror, const std::string& fingerprint, const std::string& public_key);

// Adds the key that a mirror of this layout offers under this fingerprint to the keyring; returns it armoured. Throws
// Error(source) for a file that holds another key, or one more.
std::string offered_key(Mirror& mirror, const Layout& layout, const std::string& fingerprint, Keyring& keyring);

// Throws Error(source) where a file is not the key that its name says.
std::vector<OfferedKey> offered_keys(Mirror& mirror, const TrustStore& trust, Process& process);

// The fingerprint of the key that takes the place of one that is trusted on this machine, whatever for, by that key's
// own word (sign/rotation.h). Throws Error(source) naming `origin` where no trusted key says so.
std::string successor_of_trusted(const std::string& statement, const std::string& origin, const TrustStore& trust,
                                 Process& process);

// Pins the key with this fingerprint for the mirror. Throws Error(source) if the mirror does not offer it.
PublicKey trust_key(Mirror& mirror, const std::string& fingerprint, const TrustStore& trust, Process& process);

}  // namespace sf
