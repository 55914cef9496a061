#include "sign/key_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace sf {
namespace {

constexpr mode_t kPrivate = 0600;

fs::path beside(const fs::path& file, const std::string& what) {
    const std::string extension = file.extension() == ".asc" ? ".asc" : file.extension().string() + ".asc";
    return file.parent_path() / (file.stem().string() + "." + what + extension);
}

}  // namespace

KeyFiles new_key_files(const fs::path& secret) {
    const KeyFiles files{secret, beside(secret, "public"), beside(secret, "revocation"), beside(secret, "rotation")};
    for (const auto& file : {files.secret, files.public_key, files.revocation, files.rotation})
        if (fs::exists(fs::symlink_status(file)))
            throw Error(ErrorKind::usage, file.string() + " is there already, and no key is overwritten",
                        "choose another --output");
    return files;
}

MadeKey make_key(const NewKey& wanted, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    MadeKey made;
    made.fingerprint = keyring.make_key(wanted);
    made.public_key = keyring.export_public(made.fingerprint);
    made.revocation = keyring.revocation_of_made(made.fingerprint);
    made.secret_key = Secret(keyring.export_secret(made.fingerprint, wanted.passphrase));
    return made;
}

// The secret key comes last: where it lies, the means to revoke it lie too.
void write_key_files(const KeyFiles& files, const MadeKey& key) {
    if (files.secret.has_parent_path()) make_dirs(files.secret.parent_path());
    write_file_atomic(files.revocation, key.revocation, kPrivate);
    write_file_atomic(files.public_key, key.public_key);
    write_file_atomic(files.secret, key.secret_key.reveal(), kPrivate);
}

std::string user_id_of(const std::string& name, const std::string& email) {
    const auto is_odd = [](unsigned char c) { return c < ' ' || c == '<' || c == '>' || c == '(' || c == ')'; };
    const auto at = email.find('@');
    if (name.empty() || std::any_of(name.begin(), name.end(), is_odd))
        throw Error(ErrorKind::usage, fmt::format("'{}' cannot be the name in a key", name), "--name 'Example site'");
    if (at == 0 || at == std::string::npos || at + 1 == email.size() || email.find(' ') != std::string::npos ||
        std::any_of(email.begin(), email.end(), is_odd))
        throw Error(ErrorKind::usage, fmt::format("'{}' is no address of mail", email), "--email slurm@example.org");
    return name + " <" + email + ">";
}

std::int64_t parse_validity(const std::string& typed) {
    constexpr std::int64_t kDay = 24 * 60 * 60, kMostYears = 20;
    if (typed == "never") return 0;
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(typed.data(), typed.data() + typed.size(), count);
    const std::string unit(end, typed.data() + typed.size());
    const std::int64_t days = unit == "d" ? 1 : unit == "w" ? 7 : unit == "m" ? 30 : unit == "y" ? 365 : 0;
    if (failure != std::errc() || days == 0 || count < 1 || count > kMostYears * 365 / days)
        throw Error(ErrorKind::usage, fmt::format("a key cannot expire after '{}'", typed),
                    "90d, 12w, 6m, 2y (at most 20y), or never");
    return count * days * kDay;
}

}  // namespace sf
