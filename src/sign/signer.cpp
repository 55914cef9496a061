#include "sign/signer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sign/clearsigned.h"
#include "sign/detached.h"
#include "sign/gpgme_handles.h"
#include "sign/verify.h"

namespace sf {
namespace {

gpg::Key secret_key(gpgme_ctx_t context, const std::string& fingerprint, const std::string& origin) {
    gpgme_key_t raw = nullptr;
    const auto code = gpgme_get_key(context, fingerprint.c_str(), &raw, 1);
    gpg::Key key(raw);
    if (gpgme_err_code(code) != GPG_ERR_NO_ERROR || fingerprint != key->subkeys->fpr)
        throw Error(ErrorKind::usage,
                    fmt::format("{} holds no secret primary key with the fingerprint {}", origin, fingerprint),
                    "gpg --list-secret-keys shows those of your keyring; gpg --armor --export-secret-keys writes one");
    if (key->revoked || key->expired || key->disabled || !key->can_sign)
        throw Error(ErrorKind::usage, fmt::format("the key {} cannot sign: it is {}", fingerprint,
                                                  key->revoked   ? "revoked"
                                                  : key->expired ? "expired"
                                                                 : "disabled, or meant for something else"));
    return key;
}

void refuse_long_lines(const std::string& text) {
    for (const auto& line : split(text, '\n'))
        if (line.size() > kLongestSignedLine)
            throw Error(ErrorKind::failure,
                        fmt::format("a line of {} bytes is too long to be clear-signed", line.size()));
}

}  // namespace

struct Signer::Session {
    gpg::Context context;
    std::mutex mutex;  // an agent signs one thing after the other anyway

    std::string sign(const gpg::Data& input, gpgme_sig_mode_t mode, const Signer& signer) {
        const std::lock_guard lock(mutex);
        gpg::Data output;
        const auto code = gpgme_op_sign(context.get(), input.get(), output.get(), mode);
        if (gpgme_err_code(code) != GPG_ERR_NO_ERROR) throw signer.cannot_sign(code);
        const auto* made = gpgme_op_sign_result(context.get())->signatures;
        if (made == nullptr || made->next != nullptr || !gpg::is_strong(made->hash_algo))
            throw Error(ErrorKind::usage,
                        "GnuPG signs in a way that no reader accepts with the key " + signer.fingerprint(),
                        "look in your gpg.conf for digest-algo and local-user");
        return output.take();
    }
};

Signer::Signer() : keyring_(Keyring::of_user()) {}

Signer::Signer(const SigningKey& wanted, Process& process) : Signer(open_key(wanted, process)) {}

Signer::Signer(OpenedKey key)
    : keyring_(std::move(key.keyring)),
      fingerprint_(std::move(key.fingerprint)),
      passphrase_(std::move(key.passphrase)),
      session_(std::make_unique<Session>()) {
    session_->context = gpg::new_context(keyring_.home());
    gpgme_ctx_t context = session_->context.get();
    const bool nobody_is_asked = !passphrase_.empty() || !keyring_.home().empty();
    if (nobody_is_asked) gpg::give_passphrase(context, passphrase_);
    const auto chosen = secret_key(context, fingerprint_, key.origin);
    gpg::check(gpgme_signers_add(context, chosen.get()), ErrorKind::failure, "choosing the key to sign with");
    // A wrong passphrase is to be known before an hour's work, not after it.
    if (nobody_is_asked) session_->sign(gpg::Data(std::string_view()), GPGME_SIG_MODE_DETACH, *this);
}

Signer::~Signer() = default;

Error Signer::cannot_sign(unsigned code) const {
    constexpr const char* kHint =
        "--gpg-passphrase-file FILE, --gpg-passphrase-fd N or the variable GPG_PASSPHRASE gives it";
    switch (gpgme_err_code(code)) {
        case GPG_ERR_BAD_PASSPHRASE:
        case GPG_ERR_NO_PASSPHRASE:
            if (passphrase_.empty())
                return Error(ErrorKind::usage, "the key " + fingerprint_ + " needs a passphrase", kHint);
            return Error(ErrorKind::usage, "the passphrase of the key " + fingerprint_ + " is wrong", kHint);
        case GPG_ERR_NO_PIN_ENTRY:
        case GPG_ERR_CANCELED:
        case GPG_ERR_FULLY_CANCELED:
        case GPG_ERR_ENOTTY:
        case GPG_ERR_TIMEOUT:
            return Error(ErrorKind::usage, "nobody could be asked for the passphrase of the key " + fingerprint_,
                         kHint);
        default:
            return Error(ErrorKind::usage,
                         fmt::format("GnuPG cannot sign with the key {}: {}", fingerprint_, gpgme_strerror(code)));
    }
}

std::string Signer::clearsign(const std::string& text) {
    if (is_nobody()) return text;
    refuse_long_lines(text);
    auto signed_text = session_->sign(gpg::Data(text), GPGME_SIG_MODE_CLEAR, *this);
    check_clearsigned_form(signed_text, "what GnuPG signed");
    return signed_text;
}

std::optional<std::string> Signer::signed_before(const std::string& signed_text) const {
    if (is_nobody()) return signed_text;
    try {
        return verify_clearsigned(keyring_, {fingerprint_}, signed_text, "what was signed before").text;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string Signer::sign_detached(const fs::path& file) {
    return detached(gpg::Data(gpg::open_to_read(file)));
}

std::string Signer::sign_detached_content(std::string_view content) {
    return detached(gpg::Data(content));
}

std::string Signer::detached(const gpg::Data& data) {
    if (is_nobody()) throw Error(ErrorKind::failure, "nobody is there to sign");
    auto signature = session_->sign(data, GPGME_SIG_MODE_DETACH, *this);
    check_detached_form(signature, "what GnuPG signed");
    return signature;
}

}  // namespace sf
