// slurm-factory key create, show, export, revoke, rotate.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "cli/signing_options.h"
#include "sign/key_files.h"
#include "sign/revoke.h"
#include "sign/rotation.h"

namespace sf {
namespace {

// A public key goes to standard output unless a file is named.
void write_public(const std::string& text, const fs::path& file) {
    if (file.empty()) return print(text);
    write_file_atomic(file, text);
    spdlog::info("{} written", file.string());
}

// What a new key is to be.
struct NewKeyOptions {
    std::string name, email, expires = "2y", algorithm = "ed25519";
    fs::path output;
    bool json = false;

    void add_to(CLI::App& command) {
        command.add_option("--name", name, "whose key it is: a person or a site")->required();
        command.add_option("--email", email, "address of mail that stands in the key")->required();
        command.add_option("--expires", expires, "90d, 12w, 6m, 2y or never: after that nobody accepts what it signed")
            ->type_name("WHEN")
            ->capture_default_str();
        command.add_option("--algorithm", algorithm, "ed25519, or rsa4096 for old readers")
            ->type_name("NAME")
            ->check(CLI::IsMember({"ed25519", "rsa4096"}))
            ->capture_default_str();
        command
            .add_option("--output", output,
                        "file of the secret key; FILE.public.asc and FILE.revocation.asc lie beside")
            ->type_name("FILE")
            ->required();
        command.add_flag("--json", json, "the result as JSON");
    }

    NewKey wanted(const Secret& passphrase) const {
        if (passphrase.empty())
            spdlog::warn("the new key has no passphrase: whoever reads {} can sign with it", output.string());
        return {user_id_of(name, email), algorithm, parse_validity(expires), passphrase};
    }

    void report(const MadeKey& made, const KeyFiles& files, bool is_rotation) const {
        Json result = {{"fingerprint", made.fingerprint},
                       {"secret_key", files.secret.string()},
                       {"public_key", files.public_key.string()},
                       {"revocation", files.revocation.string()}};
        if (is_rotation) result["rotation"] = files.rotation.string();
        if (json) return print(pretty_json(result));
        print(fmt::format(
            "{}\n  {}  secret key: keep it\n  {}  public key: publish it\n  {}  keep it elsewhere: it revokes "
            "the key when the key is lost\n",
            made.fingerprint, files.secret.string(), files.public_key.string(), files.revocation.string()));
        if (is_rotation) print(fmt::format("  {}  the old key's word for it: publish it\n", files.rotation.string()));
    }
};

struct KeyCreateCommand {
    NewKeyOptions options;
    SigningOptions secrets;

    void run(Services& services) const {
        const auto files = new_key_files(options.output);
        const auto made = make_key(options.wanted(secrets.passphrase()), *services.process);
        write_key_files(files, made);
        options.report(made, files, false);
    }
};

void add_key_create(CLI::App& key, Services& services) {
    auto options = std::make_shared<KeyCreateCommand>();
    auto* command = key.add_subcommand("create", "Make a key to sign with, and the certificate that revokes it");
    options->options.add_to(*command);
    options->secrets.add_passphrase_to(*command);
    command->footer(
        "Examples:\n"
        "  slurm-factory key create --name 'Example site' --email slurm@example.org --gpg-passphrase-file pass "
        "--output "
        "site.asc\n"
        "  slurm-factory key create --name 'Example CI' --email ci@example.org --expires 6m --output ci.asc");
    command->callback([options, &services] { options->run(services); });
}

struct KeyShowCommand {
    fs::path file;
    bool json = false;

    void run(Services& services) const {
        auto keyring = Keyring::ephemeral(*services.process);
        Json rows = Json::array();
        std::string text;
        for (const auto& fingerprint : keyring.add(Secret(read_file(file)).reveal(), file.string())) {
            const auto key = keyring.key(fingerprint);
            rows.push_back(Json{{"fingerprint", key.fingerprint},
                                {"user_ids", key.user_ids},
                                {"algorithm", key.algorithm},
                                {"created", key.created},
                                {"expires", key.expires},
                                {"revoked", key.revoked}});
            text += fmt::format("{}  {}  {}, made {}, {}{}\n", key.fingerprint, fmt::join(key.user_ids, ", "),
                                key.algorithm, format_utc(key.created),
                                key.expires == 0 ? "never expires" : "expires " + format_utc(key.expires),
                                key.revoked ? ", REVOKED" : "");
        }
        print(json ? pretty_json(rows) : text);
    }
};

void add_key_show(CLI::App& key, Services& services) {
    auto options = std::make_shared<KeyShowCommand>();
    auto* command = key.add_subcommand("show", "Show the keys in a file: fingerprints, names, dates");
    command->add_option("FILE", options->file, "public or secret keys")->required();
    command->add_flag("--json", options->json, "as JSON");
    command->footer("Example:\n  slurm-factory key show site.public.asc");
    command->callback([options, &services] { options->run(services); });
}

struct KeyExportCommand {
    SigningOptions signing;
    fs::path output;

    void run(Services& services) const {
        const auto opened = open_key(signing.resolved(), *services.process);
        write_public(opened.keyring.export_public(opened.fingerprint), output);
    }
};

void add_key_export(CLI::App& key, Services& services) {
    auto options = std::make_shared<KeyExportCommand>();
    auto* command = key.add_subcommand("export", "Write the public key, for who is to verify what you sign");
    options->signing.add_key_to(*command);
    command->add_option("--output", options->output, "file to write (default: standard output)")->type_name("FILE");
    command->footer(
        "Examples:\n"
        "  slurm-factory key export --gpg-private-key-file site.asc --output site.public.asc\n"
        "  slurm-factory key export --signing-key 0123456789ABCDEF0123456789ABCDEF01234567");
    command->callback([options, &services] { options->run(services); });
}

struct KeyRevokeCommand {
    SigningOptions signing;
    fs::path certificate, public_key, output;
    RevocationReason reason = RevocationReason::none;
    std::string comment;

    void run(Services& services) const {
        if (certificate.empty() != public_key.empty())
            throw Error(ErrorKind::usage,
                        "--certificate FILE goes with the PUBLIC_KEY that it revokes, and without it neither",
                        "slurm-factory key revoke --certificate site.revocation.asc site.public.asc");
        if (comment.find_first_of("\r\n") != std::string::npos) throw Error(ErrorKind::usage, "--comment is one line");
        const std::string revoked = certificate.empty()
                                        ? revoke_key(signing.resolved(), reason, comment, *services.process)
                                        : revoke_by_certificate(read_file(public_key), read_file(certificate),
                                                                certificate.string(), *services.process);
        write_public(revoked, output);
    }
};

void add_key_revoke(CLI::App& key, Services& services) {
    auto options = std::make_shared<KeyRevokeCommand>();
    auto* command = key.add_subcommand("revoke", "Revoke a key: write the public key that says so, to be published");
    command->add_option("PUBLIC_KEY", options->public_key, "file of the public key, with --certificate");
    command->add_option("--certificate", options->certificate, "revocation certificate that was made with the key")
        ->type_name("FILE");
    command->add_option("--reason", options->reason, "compromised, replaced, retired or none, without --certificate")
        ->type_name("WHY")
        ->transform(choice<RevocationReason>({{"compromised", RevocationReason::compromised},
                                              {"replaced", RevocationReason::replaced},
                                              {"retired", RevocationReason::retired},
                                              {"none", RevocationReason::none}}))
        ->default_str("none");
    command->add_option("--comment", options->comment, "one line that readers are shown, without --certificate")
        ->type_name("TEXT");
    command->add_option("--output", options->output, "file to write (default: standard output)")->type_name("FILE");
    options->signing.add_to(*command);
    command->footer(
        "Examples:\n"
        "  slurm-factory key revoke --certificate site.revocation.asc site.public.asc --output site.revoked.asc\n"
        "  slurm-factory key revoke --gpg-private-key-file site.asc --reason compromised --comment 'stolen with a "
        "laptop'");
    command->callback([options, &services] { options->run(services); });
}

struct KeyRotateCommand {
    NewKeyOptions options;
    SigningOptions old;

    void run(Services& services) const {
        const auto files = new_key_files(options.output);
        const auto from = old.resolved();
        auto made = make_key(options.wanted(passphrase_of(from)), *services.process);
        const auto newer = rotate_key(from, made.public_key, *services.process);
        made.public_key = newer.public_key;
        write_key_files(files, made);
        write_file_atomic(files.rotation, newer.statement);
        options.report(made, files, true);
    }
};

void add_key_rotate(CLI::App& key, Services& services) {
    auto options = std::make_shared<KeyRotateCommand>();
    auto* command = key.add_subcommand(
        "rotate", "Make a key that takes the place of another one, which certifies it and signs a statement of it");
    options->options.add_to(*command);
    options->old.add_to(*command);
    command->footer(
        "The options of signing name the old key; the new one gets the same passphrase.\n"
        "Example:\n"
        "  slurm-factory key rotate --gpg-private-key-file site.asc --gpg-passphrase-file pass --name 'Example site' "
        "--email slurm@example.org --output site-2027.asc");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace

void add_key_command(CLI::App& app, Services& services) {
    auto* key = app.add_subcommand("key", "Make, show, export, revoke and replace the keys that sign");
    key->require_subcommand(1);
    key->footer("Example:\n  slurm-factory key create --help");
    add_key_create(*key, services);
    add_key_show(*key, services);
    add_key_export(*key, services);
    add_key_revoke(*key, services);
    add_key_rotate(*key, services);
}

}  // namespace sf
