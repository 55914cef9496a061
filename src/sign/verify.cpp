#include "sign/verify.h"

#include <fmt/format.h>

#include "sign/clearsigned.h"
#include "sign/gpgme_handles.h"

namespace sf {
namespace {

std::string fault(const _gpgme_signature& signature) {
    const std::string key = signature.fpr == nullptr ? "unknown" : signature.fpr;
    switch (gpgme_err_code(signature.status)) {
        case GPG_ERR_NO_PUBKEY:
            return fmt::format("it is signed by the key {}, which is not trusted here", key);
        case GPG_ERR_BAD_SIGNATURE:
            return "its signature does not fit its text";
        case GPG_ERR_KEY_EXPIRED:
            return fmt::format("its key {} has expired", key);
        case GPG_ERR_CERT_REVOKED:
            return fmt::format("its key {} was revoked", key);
        case GPG_ERR_SIG_EXPIRED:
            return "its signature has expired";
        default:
            return gpgme_strerror(signature.status);
    }
}

bool is_strong(gpgme_hash_algo_t algorithm) {
    return algorithm == GPGME_MD_SHA256 || algorithm == GPGME_MD_SHA384 || algorithm == GPGME_MD_SHA512;
}

}  // namespace

VerifiedText verify_clearsigned(const Keyring& keyring, const std::set<std::string>& pinned,
                                const std::string& signed_text, const std::string& origin) {
    const auto refuse = [&](const std::string& why) { throw Error(ErrorKind::source, origin + ": " + why); };
    check_clearsigned_form(signed_text, origin);
    const auto context = gpg::new_context(keyring.home());
    const gpg::Data input(signed_text);
    gpg::Data output;
    gpg::check(gpgme_op_verify(context.get(), input.get(), nullptr, output.get()), ErrorKind::source,
               origin + ": its signature cannot be read");
    const auto* signature = gpgme_op_verify_result(context.get())->signatures;
    if (signature == nullptr || signature->next != nullptr) refuse("it has not exactly one signature");
    if (gpgme_err_code(signature->status) != GPG_ERR_NO_ERROR) refuse(fault(*signature));
    if (signature->wrong_key_usage || !is_strong(signature->hash_algo)) refuse("its signature is too weak to count");
    // The signature names the subkey that made it; the pin names the primary key.
    const PublicKey key = keyring.key(signature->fpr);
    if (!pinned.contains(key.fingerprint))
        refuse(fmt::format("it is signed by the key {}, which is not trusted here", key.fingerprint));
    return {output.take(), key.fingerprint, key.expires};
}

}  // namespace sf
