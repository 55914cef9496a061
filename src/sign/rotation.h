// A key takes the place of another one: a statement that the old key signs, and the new key, which the old one
// certifies.
#pragma once

#include <optional>
#include <string>

#include "base/process.h"
#include "sign/signing_key.h"

namespace sf {

struct Rotation {
    std::string from, to;  // fingerprints of primary keys

    bool operator==(const Rotation&) const = default;
};

struct NewerKey {
    std::string public_key;  // armoured, with the old key's signature on each user id
    std::string statement;   // clear-signed by the old key: {"format": 1, "rotation": {"from", "to"}}
};

// `fresh` is the armoured public key that takes the place of the key `old`.
NewerKey rotate_key(const SigningKey& old, const std::string& fresh, Process& process);

// Throws Error(source) naming `origin` unless the key `from`, which `public_key` is, signed it and gave away its own
// place.
Rotation read_rotation(const std::string& statement, const std::string& from, const std::string& public_key,
                       const std::string& origin, Process& process);

}  // namespace sf
