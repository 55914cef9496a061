#include "cli/signing_options.h"

#include <CLI/CLI.hpp>

#include "base/base64.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/services.h"

namespace sf {
namespace {

constexpr const char* kKeyVariable = "GPG_PRIVATE_KEY";
constexpr const char* kPassphraseVariable = "GPG_PASSPHRASE";
constexpr int kMostDescriptors = 1 << 20;

// Armoured, or in base64, because some CI systems keep no line ends.
Secret key_of_variable(const Secret& value) {
    if (trim(value.reveal()).starts_with("-----BEGIN PGP ")) return value;
    auto decoded = base64_decoded(value.reveal());
    if (!decoded)
        throw Error(ErrorKind::usage,
                    std::string(kKeyVariable) + " holds neither an armoured secret key nor base64 of one",
                    "gpg --armor --export-secret-keys FINGERPRINT | base64 -w0 makes its value");
    return Secret(std::move(*decoded));
}

}  // namespace

void add_valid_days_option(CLI::App& command, int& valid_days) {
    constexpr int kMost = 3650;
    command.add_option("--valid-days", valid_days, "days after which readers no longer believe the index")
        ->type_name("N")
        ->check(CLI::Range(1, kMost))
        ->capture_default_str();
}

void SigningOptions::add_to(CLI::App& command) {
    add_key_to(command);
    add_passphrase_to(command);
}

void SigningOptions::add_key_to(CLI::App& command) {
    command
        .add_option(
            "--signing-key", key.fingerprint,
            "key to sign with: its full fingerprint, of your GnuPG keyring or of several in a file (default, in "
            "the home's own buildcache only: the key of this machine)")
        ->type_name("FINGERPRINT")
        ->envname("SLURM_FACTORY_SIGNING_KEY");
    command.add_option("--gpg-private-key-file", key.key_file, "file with the secret key, instead of your keyring")
        ->type_name("FILE")
        ->envname("SLURM_FACTORY_GPG_PRIVATE_KEY_FILE");
    command
        .add_option_function<int>(
            "--gpg-private-key-fd", [this](int fd) { take_key_of(fd); },
            "open descriptor to read the secret key from (default: the variable GPG_PRIVATE_KEY)")
        ->type_name("N")
        ->check(CLI::Range(0, kMostDescriptors));
}

void SigningOptions::add_passphrase_to(CLI::App& command) {
    command.add_option("--gpg-passphrase-file", key.passphrase_file, "file whose first line is the key's passphrase")
        ->type_name("FILE")
        ->envname("SLURM_FACTORY_GPG_PASSPHRASE_FILE");
    command
        .add_option_function<int>(
            "--gpg-passphrase-fd", [this](int fd) { key.passphrase = first_line(read_secret(fd)); },
            "open descriptor whose first line is the passphrase (default: the variable GPG_PASSPHRASE)")
        ->type_name("N")
        ->check(CLI::Range(0, kMostDescriptors));
}

void SigningOptions::take_key_of(int descriptor) {
    key.key_origin = "descriptor " + std::to_string(descriptor);
    key.key = read_secret(descriptor);
    if (key.key.empty()) throw Error(ErrorKind::usage, key.key_origin + " holds no key");
}

void SigningOptions::add_unsigned_to(CLI::App& command) {
    command.add_flag("--unsigned", is_unsigned, "publish without a signature: readers have to be told to take it");
}

bool SigningOptions::names_key() const {
    return !key.fingerprint.empty() || !key.key_file.empty() || !key.key.empty();
}

SigningKey SigningOptions::resolved() const {
    SigningKey result = key;
    if (key.key.empty() && key.key_file.empty()) {
        if (auto value = environment_variable(kKeyVariable)) {
            result.key = key_of_variable(Secret(std::move(*value)));
            result.key_origin = kKeyVariable;
        }
    }
    if (key.passphrase.empty() && key.passphrase_file.empty())
        if (auto value = environment_variable(kPassphraseVariable)) result.passphrase = Secret(std::move(*value));
    return result;
}

Secret SigningOptions::passphrase() const {
    return passphrase_of(resolved());
}

Signer SigningOptions::signer(Services& services) const {
    if (is_unsigned) return Signer::nobody();
    return Signer(resolved(), *services.process);
}

}  // namespace sf
