#include "cli/trust_options.h"

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "buildcache/trust.h"
#include "cli/services.h"
#include "sign/fingerprint.h"

namespace sf {

void TrustOptions::add_to(CLI::App& command, const std::string& what_for) {
    command.add_option("--trust", fingerprint, what_for)->type_name("FINGERPRINT");
    command.add_option("--key", key_file, "file with that key (default: one trusted for a mirror)")->type_name("FILE");
}

std::set<std::string> TrustOptions::pin(Keyring& keyring, const Services& services) const {
    if (fingerprint.empty() && !key_file.empty())
        throw Error(ErrorKind::usage, "--key goes with --trust FINGERPRINT",
                    "compare the fingerprint with one that you got by another way than the key");
    const TrustStore trust(services.home().trust());
    std::set<std::string> pinned = trust.fingerprints();
    if (!fingerprint.empty()) pinned = {parse_fingerprint(fingerprint)};
    for (const auto& one : pinned) {
        if (key_file.empty())
            keyring.add(trust.public_key(one), "the key " + one);
        else
            keyring.add(read_file(key_file), key_file);
    }
    return pinned;
}

}  // namespace sf
