#include "sign/signing_key.h"

#include <fmt/format.h>

#include "base/error.h"
#include "sign/fingerprint.h"

namespace sf {
namespace {

OpenedKey in_users_keyring(const SigningKey& wanted) {
    if (wanted.fingerprint.empty())
        throw Error(ErrorKind::usage, "there is no key to sign with",
                    "give --signing-key FINGERPRINT of your keyring (gpg --list-secret-keys), --gpg-private-key-file "
                    "FILE, or the variable GPG_PRIVATE_KEY");
    return {Keyring::of_user(), parse_fingerprint(wanted.fingerprint), "your keyring", passphrase_of(wanted)};
}

}  // namespace

Secret passphrase_of(const SigningKey& wanted) {
    if (!wanted.passphrase.empty() || wanted.passphrase_file.empty()) return wanted.passphrase;
    return first_line(read_secret(wanted.passphrase_file));
}

OpenedKey open_key(const SigningKey& wanted, Process& process) {
    if (wanted.key.empty() && wanted.key_file.empty()) return in_users_keyring(wanted);
    OpenedKey opened{Keyring::ephemeral(process), "", wanted.key.empty() ? wanted.key_file.string() : wanted.key_origin,
                     passphrase_of(wanted)};
    const Secret key = wanted.key.empty() ? read_secret(wanted.key_file) : wanted.key;
    const auto found = opened.keyring.add(key.reveal(), opened.origin);
    if (wanted.fingerprint.empty() && found.size() > 1)
        throw Error(ErrorKind::usage, fmt::format("{} holds {} keys", opened.origin, found.size()),
                    "choose one: --signing-key " + found.front());
    opened.fingerprint = wanted.fingerprint.empty() ? found.front() : parse_fingerprint(wanted.fingerprint);
    return opened;
}

}  // namespace sf
