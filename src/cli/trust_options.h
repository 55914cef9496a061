// Whose signatures of a bundle count: a key that is named, or all that are trusted for a mirror on this machine.
#pragma once

#include <set>
#include <string>

#include "sign/keyring.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --trust, --key
struct TrustOptions {
    std::string fingerprint, key_file;

    // `what_for`: what --trust means to this command, for its help.
    void add_to(CLI::App& command, const std::string& what_for);
    // Puts the keys into the keyring; returns the fingerprints that count. Throws Error(usage) for --key alone.
    std::set<std::string> pin(Keyring& keyring, const Services& services) const;
};

}  // namespace sf
