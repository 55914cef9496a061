#include "sign/keyring.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "sign/gpgme_handles.h"

namespace sf {
namespace {

// The socket of an agent lies in its home, and a socket's path may have no more than 107 bytes: hence short places.
fs::path place_in_memory() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    for (const fs::path& place : {fs::path(runtime == nullptr ? "" : runtime), fs::path("/dev/shm")}) {
        std::error_code ignored;
        if (!place.empty() && fs::is_directory(place, ignored) && ::access(place.c_str(), W_OK) == 0) return place;
    }
    return fs::temp_directory_path();
}

// Which keys count is decided by their fingerprints alone (verify.h), never by GnuPG's web of trust, and no server is
// asked.
constexpr const char* kConfiguration = "trust-model always\nno-auto-key-retrieve\ndisable-dirmngr\n";

}  // namespace

Keyring Keyring::ephemeral(Process& process) {
    Keyring keyring;
    keyring.process_ = &process;
    keyring.folder_.emplace(place_in_memory(), "sf-gpg-");
    keyring.home_ = keyring.folder_->path();
    write_file_atomic(keyring.home_ / "gpg.conf", kConfiguration, 0600);
    return keyring;
}

Keyring::~Keyring() {
    if (!has_secrets_ || !folder_ || folder_->path().empty()) return;
    try {
        // The agent keeps secret keys in memory, and outside the keyring a folder for its socket.
        for (const std::vector<std::string>& action :
             {std::vector<std::string>{"--kill", "gpg-agent"}, {"--remove-socketdir"}}) {
            Command command;
            command.argv = {"gpgconf", "--homedir", home_.string()};
            command.argv.insert(command.argv.end(), action.begin(), action.end());
            process_->run(command);
        }
    } catch (const Error&) {
        // Without gpgconf the agent ends by itself once its home is gone.
    }
}

std::vector<std::string> Keyring::add(std::string_view armored, const std::string& origin) {
    const auto context = gpg::new_context(home_);
    const gpg::Data data(armored);
    gpg::check(gpgme_op_import(context.get(), data.get()), ErrorKind::source, "importing the key of " + origin);
    std::vector<std::string> fingerprints;
    const auto* result = gpgme_op_import_result(context.get());
    for (auto* status = result->imports; status != nullptr; status = status->next) {
        if (gpgme_err_code(status->result) != GPG_ERR_NO_ERROR) continue;
        if ((status->status & GPGME_IMPORT_SECRET) != 0) has_secrets_ = true;
        const std::string fingerprint = status->fpr;
        if (fingerprints.empty() || fingerprints.back() != fingerprint) fingerprints.push_back(fingerprint);
    }
    if (fingerprints.empty()) throw Error(ErrorKind::source, origin + " holds no OpenPGP key");
    return fingerprints;
}

PublicKey Keyring::key(const std::string& fingerprint) const {
    const auto context = gpg::new_context(home_);
    gpgme_key_t raw = nullptr;
    gpg::check(gpgme_get_key(context.get(), fingerprint.c_str(), &raw, 0), ErrorKind::source,
               "looking up the key " + fingerprint);
    const gpg::Key key(raw);
    PublicKey result{key->subkeys->fpr, {}, key->subkeys->expires};
    for (auto* id = key->uids; id != nullptr; id = id->next) result.user_ids.emplace_back(id->uid);
    return result;
}

std::string Keyring::export_public(const std::string& fingerprint) const {
    const auto context = gpg::new_context(home_);
    gpg::Data data;
    gpg::check(gpgme_op_export(context.get(), fingerprint.c_str(), 0, data.get()), ErrorKind::source,
               "exporting the key " + fingerprint);
    auto text = data.take();
    if (text.empty()) throw Error(ErrorKind::source, "there is no key " + fingerprint + " to export");
    return text;
}

}  // namespace sf
