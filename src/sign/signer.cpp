#include "sign/signer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sign/clearsigned.h"
#include "sign/detached.h"
#include "sign/fingerprint.h"
#include "sign/gpgme_handles.h"
#include "sign/verify.h"

namespace sf {
namespace {

std::string first_line(const fs::path& file) {
    const std::string text = read_file(file);
    return text.substr(0, text.find_first_of("\r\n"));
}

// The one key of the file, or of several the wanted one.
std::string import_file(Keyring& keyring, const SigningKey& wanted) {
    const auto found = keyring.add(read_file(wanted.key_file), wanted.key_file.string());
    if (!wanted.fingerprint.empty()) return parse_fingerprint(wanted.fingerprint);
    if (found.size() > 1)
        throw Error(ErrorKind::usage, fmt::format("{} holds {} keys", wanted.key_file.string(), found.size()),
                    "choose one: --signing-key " + found.front());
    return found.front();
}

std::string in_users_keyring(const SigningKey& wanted) {
    if (wanted.fingerprint.empty())
        throw Error(
            ErrorKind::usage, "there is no key to sign with",
            "give --signing-key FINGERPRINT of your keyring (gpg --list-secret-keys), or --gpg-private-key-file FILE");
    return parse_fingerprint(wanted.fingerprint);
}

gpgme_error_t give_passphrase(void* passphrase, const char*, const char*, int, int fd) {
    const std::string line = *static_cast<const std::string*>(passphrase) + "\n";
    return gpgme_io_writen(fd, line.data(), line.size()) == 0 ? 0 : gpgme_error_from_syserror();
}

gpg::Key secret_key(gpgme_ctx_t context, const std::string& fingerprint) {
    gpgme_key_t raw = nullptr;
    const auto code = gpgme_get_key(context, fingerprint.c_str(), &raw, 1);
    gpg::Key key(raw);
    if (gpgme_err_code(code) != GPG_ERR_NO_ERROR || fingerprint != key->subkeys->fpr)
        throw Error(ErrorKind::usage, "there is no secret primary key with the fingerprint " + fingerprint,
                    "gpg --list-secret-keys shows those of your keyring");
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

    std::string sign(const gpg::Data& input, gpgme_sig_mode_t mode, const std::string& fingerprint) {
        const std::lock_guard lock(mutex);
        gpg::Data output;
        gpg::check(gpgme_op_sign(context.get(), input.get(), output.get(), mode), ErrorKind::usage,
                   "signing with the key " + fingerprint);
        const auto* made = gpgme_op_sign_result(context.get())->signatures;
        if (made == nullptr || made->next != nullptr || !gpg::is_strong(made->hash_algo))
            throw Error(ErrorKind::usage,
                        fmt::format("GnuPG signs with the key {} in a way that no reader accepts", fingerprint),
                        "look in your gpg.conf for digest-algo and local-user");
        return output.take();
    }
};

Signer::Signer() : keyring_(Keyring::of_user()) {}

Signer::Signer(const SigningKey& wanted, Process& process)
    : keyring_(wanted.key_file.empty() ? Keyring::of_user() : Keyring::ephemeral(process)) {
    if (!wanted.passphrase_file.empty()) passphrase_ = first_line(wanted.passphrase_file);
    fingerprint_ = wanted.key_file.empty() ? in_users_keyring(wanted) : import_file(keyring_, wanted);
    session_ = std::make_unique<Session>();
    session_->context = gpg::new_context(keyring_.home());
    gpgme_ctx_t context = session_->context.get();
    if (!passphrase_.empty() || !keyring_.home().empty()) {  // nobody is there to be asked
        gpgme_set_pinentry_mode(context, GPGME_PINENTRY_MODE_LOOPBACK);
        gpgme_set_passphrase_cb(context, give_passphrase, &passphrase_);
    }
    const auto key = secret_key(context, fingerprint_);
    gpg::check(gpgme_signers_add(context, key.get()), ErrorKind::failure, "choosing the key to sign with");
}

Signer::~Signer() = default;

std::string Signer::clearsign(const std::string& text) {
    if (is_nobody()) return text;
    refuse_long_lines(text);
    auto signed_text = session_->sign(gpg::Data(text), GPGME_SIG_MODE_CLEAR, fingerprint_);
    check_clearsigned_form(signed_text, "what GnuPG signed");
    return signed_text;
}

bool Signer::has_signed(const std::string& signed_text, const std::string& text) const {
    if (is_nobody()) return signed_text == text;
    try {
        return verify_clearsigned(keyring_, {fingerprint_}, signed_text, "what was signed before").text == text;
    } catch (const Error&) {
        return false;
    }
}

std::string Signer::sign_detached(const fs::path& file) {
    if (is_nobody()) throw Error(ErrorKind::failure, "nobody is there to sign " + file.string());
    auto signature = session_->sign(gpg::Data(gpg::open_to_read(file)), GPGME_SIG_MODE_DETACH, fingerprint_);
    check_detached_form(signature, "what GnuPG signed");
    return signature;
}

}  // namespace sf
