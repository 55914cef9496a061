#include "sign/signer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sign/clearsigned.h"
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
};

Signer::Signer(const SigningKey& wanted, Process& process)
    : keyring_(wanted.key_file.empty() ? Keyring::of_user() : Keyring::ephemeral(process)) {
    if (!wanted.passphrase_file.empty()) passphrase_ = first_line(wanted.passphrase_file);
    fingerprint_ = wanted.key_file.empty() ? in_users_keyring(wanted) : import_file(keyring_, wanted);
    session_ = std::make_unique<Session>(gpg::new_context(keyring_.home()));
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
    refuse_long_lines(text);
    const std::lock_guard lock(mutex_);  // an agent signs one text after the other anyway
    const gpg::Data input(text);
    gpg::Data output;
    gpg::check(gpgme_op_sign(session_->context.get(), input.get(), output.get(), GPGME_SIG_MODE_CLEAR),
               ErrorKind::usage, "signing with the key " + fingerprint_);
    auto signed_text = output.take();
    check_clearsigned_form(signed_text, "what GnuPG signed");
    return signed_text;
}

bool Signer::has_signed(const std::string& signed_text, const std::string& text) const {
    try {
        return verify_clearsigned(keyring_, {fingerprint_}, signed_text, "what was signed before").text == text;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace sf
