#include "sign/own_text.h"

#include "sign/verify.h"

namespace sf {

std::string own_text(const std::string& file, const std::string& origin, const Signer& signer, Process& process) {
    const bool is_signed = !file.starts_with('{');
    if (is_signed && signer.is_nobody())
        throw Error(ErrorKind::usage, origin + " is signed, and would not be any more",
                    "give the key that signs it, or publish unsigned elsewhere");
    if (!is_signed && !signer.is_nobody())
        throw Error(ErrorKind::usage, origin + " was published unsigned: nobody knows what was put there",
                    "publish signed elsewhere, or remove what lies there");
    if (!is_signed) return file;
    auto keyring = Keyring::ephemeral(process);
    keyring.add(signer.public_key(), "the key to sign with");
    return verify_clearsigned(keyring, {signer.fingerprint()}, file, origin).text;
}

}  // namespace sf
