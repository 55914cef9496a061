#include "sign/keyring.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
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

constexpr std::string_view kFolder = "sf-gpg-";
constexpr const char* kLock = "lock";

// The place may be everybody's, and what lies in somebody else's folder there can lead anywhere.
bool is_own_folder(const fs::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

// Keyrings of killed runs, whose locks nobody holds any more. A young one may be of a run that has yet to take its
// lock.
void remove_leftovers(const fs::path& place) {
    constexpr auto kYoung = std::chrono::minutes(1);
    for (const auto& entry : fs::directory_iterator(place)) {
        if (!entry.path().filename().string().starts_with(kFolder) || !is_own_folder(entry.path())) continue;
        std::error_code gone;
        const auto age = fs::file_time_type::clock::now() - fs::last_write_time(entry.path(), gone);
        if (gone || age < kYoung) continue;
        try {
            if (FileLock::try_lock(entry.path() / kLock)) remove_tree(entry.path());
        } catch (const Error&) {
            // Its own run, or another one, has removed it meanwhile.
        }
    }
}

// Which keys count is decided by their fingerprints alone (verify.h), never by GnuPG's web of trust, and no server is
// asked.
constexpr const char* kConfiguration = "trust-model always\nno-auto-key-retrieve\ndisable-dirmngr\n";

// An agent protects the keys that it is given by their passphrase again, with as many rounds as take a tenth of a
// second, which it first measures: two seconds for keys that lie in memory as long as this process knows their
// passphrase. Known to GnuPG since 2.2.2. Rounds count hashed bytes; fewer are not possible.
constexpr const char* kAgentConfiguration = "s2k-count 65536\n";
// For a key that is to lie on disks: the most that OpenPGP knows.
constexpr const char* kConfigurationToMake = "s2k-count 65011712\n";
constexpr const char* kAgentFile = "gpg-agent.conf";

std::string exported(const fs::path& home, const std::string& fingerprint, gpgme_export_mode_t mode,
                     const Secret& passphrase = {}) {
    const auto context = gpg::new_context(home);
    gpg::give_passphrase(context.get(), passphrase);
    gpg::Data data;
    gpg::check(gpgme_op_export(context.get(), fingerprint.c_str(), mode, data.get()), ErrorKind::source,
               "exporting the key " + fingerprint);
    auto text = data.take();
    if (text.empty()) throw Error(ErrorKind::source, "there is no key " + fingerprint + " to export");
    return text;
}

}  // namespace

Keyring Keyring::ephemeral(Process& process) {
    Keyring keyring;
    keyring.process_ = &process;
    const fs::path place = place_in_memory();
    remove_leftovers(place);
    keyring.folder_.emplace(place, kFolder);
    keyring.home_ = keyring.folder_->path();
    keyring.lock_.emplace(keyring.home_ / kLock);
    write_file_atomic(keyring.home_ / "gpg.conf", kConfiguration, 0600);
    write_file_atomic(keyring.home_ / kAgentFile, kAgentConfiguration, 0600);
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
    PublicKey result{key->subkeys->fpr, {}, key->subkeys->expires, key->subkeys->timestamp};
    if (char* algorithm = gpgme_pubkey_algo_string(key->subkeys)) {
        result.algorithm = algorithm;
        gpgme_free(algorithm);
    }
    result.revoked = key->revoked != 0;
    for (auto* id = key->uids; id != nullptr; id = id->next) result.user_ids.emplace_back(id->uid);
    return result;
}

std::string Keyring::export_public(const std::string& fingerprint) const {
    return exported(home_, fingerprint, 0);
}

std::string Keyring::export_secret(const std::string& fingerprint, const Secret& passphrase) const {
    return exported(home_, fingerprint, GPGME_EXPORT_MODE_SECRET, passphrase);
}

std::string Keyring::make_key(const NewKey& wanted) {
    write_file_atomic(home_ / kAgentFile, kConfigurationToMake, 0600);
    const auto context = gpg::new_context(home_);
    unsigned flags = GPGME_CREATE_SIGN | GPGME_CREATE_CERT;
    if (wanted.passphrase.empty()) flags |= GPGME_CREATE_NOPASSWD;
    if (wanted.valid_s == 0) flags |= GPGME_CREATE_NOEXPIRE;
    gpg::give_passphrase(context.get(), wanted.passphrase);
    has_secrets_ = true;
    gpg::check(gpgme_op_createkey(context.get(), wanted.user_id.c_str(), wanted.algorithm.c_str(), 0,
                                  static_cast<unsigned long>(wanted.valid_s), nullptr, flags),
               ErrorKind::host, "making a key");
    return gpgme_op_genkey_result(context.get())->fpr;
}

std::string Keyring::revocation_of_made(const std::string& fingerprint) const {
    const std::string text = read_file(home_ / "openpgp-revocs.d" / (fingerprint + ".rev"));
    const auto guarded = text.find(":-----BEGIN");  // against use by mistake
    if (guarded == std::string::npos)
        throw Error(ErrorKind::host, "GnuPG wrote no revocation of the key " + fingerprint);
    return text.substr(guarded + 1);
}

}  // namespace sf
