#include "sign/rotation.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "sign/fingerprint.h"
#include "sign/gpgme_handles.h"
#include "sign/signer.h"
#include "sign/verify.h"

namespace sf {
namespace {

constexpr int kRotationFormat = 1;

void certify(const OpenedKey& old, const std::string& fingerprint) {
    const auto context = gpg::new_context(old.keyring.home());
    gpg::give_passphrase(context.get(), old.passphrase);
    gpgme_key_t raw = nullptr;
    const auto look_up = [&](const std::string& wanted, int secret) {
        gpg::check(gpgme_get_key(context.get(), wanted.c_str(), &raw, secret), ErrorKind::usage,
                   "looking up the key " + wanted);
        return gpg::Key(raw);
    };
    const auto by = look_up(old.fingerprint, 1), fresh = look_up(fingerprint, 0);
    gpg::check(gpgme_signers_add(context.get(), by.get()), ErrorKind::failure, "choosing the key to sign with");
    gpg::check(gpgme_op_keysign(context.get(), fresh.get(), nullptr, 0, GPGME_KEYSIGN_NOEXPIRE), ErrorKind::usage,
               fmt::format("certifying the key {} by the key {}", fingerprint, old.fingerprint));
}

}  // namespace

NewerKey rotate_key(const SigningKey& wanted, const std::string& fresh, Process& process) {
    if (wanted.key.empty() && wanted.key_file.empty())
        throw Error(ErrorKind::usage, "the key that is to be replaced is in your own keyring, which is left as it is",
                    "gpg --armor --export-secret-keys FINGERPRINT >FILE, then --gpg-private-key-file FILE");
    OpenedKey old = open_key(wanted, process);
    const auto found = old.keyring.add(fresh, "the new key");
    certify(old, found.front());
    const Json statement = {{"format", kRotationFormat},
                            {"rotation", {{"from", old.fingerprint}, {"to", found.front()}}}};
    return {old.keyring.export_public(found.front()), Signer(wanted, process).clearsign(pretty_json(statement))};
}

Rotation read_rotation(const std::string& statement, const std::string& from, const std::string& public_key,
                       const std::string& origin, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    keyring.add(public_key, "the key " + from);
    const auto verified = verify_clearsigned(keyring, {from}, statement, origin);
    try {
        const Json json = parse_json(verified.text, origin);
        const Json& rotation = json.at("rotation");
        const Rotation result{rotation.at("from").get<std::string>(),
                              parse_fingerprint(rotation.at("to").get<std::string>())};
        if (json.at("format") == kRotationFormat && result.from == from) return result;
    } catch (const Json::exception&) {
        // Said below.
    } catch (const Error&) {
        // Likewise: no fingerprint.
    }
    throw Error(ErrorKind::source, origin + " is no statement that the key " + from + " was replaced");
}

}  // namespace sf
