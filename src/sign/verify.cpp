#include "sign/verify.h"

#include <fmt/format.h>

#include "sign/clearsigned.h"
#include "sign/detached.h"
#include "sign/gpgme_handles.h"

namespace sf {
namespace {

std::string fault(const _gpgme_signature& signature) {
    const std::string key = signature.fpr == nullptr ? "unknown" : signature.fpr;
    switch (gpgme_err_code(signature.status)) {
        case GPG_ERR_NO_PUBKEY:
            return fmt::format("it is signed by the key {}, which is not trusted here", key);
        case GPG_ERR_BAD_SIGNATURE:
            return "its signature does not fit its content";
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

// Who made the one signature that `context` has verified.
SignedBy accepted(gpgme_ctx_t context, const Keyring& keyring, const std::set<std::string>& pinned,
                  const std::string& origin) {
    const auto refuse = [&](const std::string& why) { throw Error(ErrorKind::source, origin + ": " + why); };
    const auto* signature = gpgme_op_verify_result(context)->signatures;
    if (signature == nullptr || signature->next != nullptr) refuse("it has not exactly one signature");
    if (gpgme_err_code(signature->status) != GPG_ERR_NO_ERROR) refuse(fault(*signature));
    if (signature->wrong_key_usage || !gpg::is_strong(signature->hash_algo))
        refuse("its signature is too weak to count");
    // The signature names the subkey that made it; the pin names the primary key.
    const PublicKey key = keyring.key(signature->fpr);
    if (!pinned.contains(key.fingerprint))
        refuse(fmt::format("it is signed by the key {}, which is not trusted here", key.fingerprint));
    return {key.fingerprint, key.expires};
}

SignedBy verify_detached_data(const Keyring& keyring, const std::set<std::string>& pinned, gpgme_data_t content,
                              const std::string& signature, const std::string& origin) {
    check_detached_form(signature, origin + ": its signature");
    const auto context = gpg::new_context(keyring.home());
    const gpg::Data armour(signature);
    gpg::check(gpgme_op_verify(context.get(), armour.get(), content, nullptr), ErrorKind::source,
               origin + ": its signature cannot be read");
    return accepted(context.get(), keyring, pinned, origin);
}

}  // namespace

VerifiedText verify_clearsigned(const Keyring& keyring, const std::set<std::string>& pinned,
                                const std::string& signed_text, const std::string& origin) {
    check_clearsigned_form(signed_text, origin);
    const auto context = gpg::new_context(keyring.home());
    const gpg::Data input(signed_text);
    gpg::Data output;
    gpg::check(gpgme_op_verify(context.get(), input.get(), nullptr, output.get()), ErrorKind::source,
               origin + ": its signature cannot be read");
    const SignedBy by = accepted(context.get(), keyring, pinned, origin);
    return {output.take(), by.signer, by.key_expires};
}

SignedBy verify_detached(const Keyring& keyring, const std::set<std::string>& pinned, const fs::path& file,
                         const std::string& signature, const std::string& origin) {
    const gpg::Data content(gpg::open_to_read(file));
    return verify_detached_data(keyring, pinned, content.get(), signature, origin);
}

SignedBy verify_detached_content(const Keyring& keyring, const std::set<std::string>& pinned, std::string_view content,
                                 const std::string& signature, const std::string& origin) {
    const gpg::Data data(content);
    return verify_detached_data(keyring, pinned, data.get(), signature, origin);
}

}  // namespace sf
