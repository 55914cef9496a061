#include "sign/revoke.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "sign/gpgme_handles.h"

namespace sf {
namespace {

// What GnuPG's editor of keys is answered, by what it asks; the last answer is given again and again.
using Answers = std::map<std::string, std::vector<std::string>>;

struct Dialogue {
    Answers answers;
    std::map<std::string, std::size_t> asked;
};

gpgme_error_t answer_question(void* opaque, const char* keyword, const char* question, int fd) {
    auto& dialogue = *static_cast<Dialogue*>(opaque);
    if (fd < 0 || question == nullptr || !std::string_view(keyword).starts_with("GET_")) return 0;
    const auto known = dialogue.answers.find(question);
    if (known == dialogue.answers.end()) return gpgme_error(GPG_ERR_UNEXPECTED);
    const auto& answers = known->second;
    const std::string line = answers[std::min(dialogue.asked[question]++, answers.size() - 1)] + "\n";
    return gpgme_io_writen(fd, line.data(), line.size()) == 0 ? 0 : gpgme_error_from_syserror();
}

// GnuPG counts the reasons of a key in another order than OpenPGP.
std::string menu_entry(RevocationReason reason) {
    switch (reason) {
        case RevocationReason::compromised:
            return "1";
        case RevocationReason::replaced:
            return "2";
        case RevocationReason::retired:
            return "3";
        default:
            return "0";
    }
}

std::string revoked_key(const Keyring& keyring, const std::string& fingerprint, const Error& not_done) {
    if (!keyring.key(fingerprint).revoked) throw not_done;
    return keyring.export_public(fingerprint);
}

}  // namespace

std::string revoke_key(const SigningKey& wanted, RevocationReason reason, const std::string& comment,
                       Process& process) {
    if (wanted.key.empty() && wanted.key_file.empty())
        throw Error(ErrorKind::usage, "a key of your own keyring is revoked there",
                    "gpg --gen-revoke FINGERPRINT >FILE, then: slurm-factory key revoke --certificate FILE PUBLIC_KEY");
    const OpenedKey opened = open_key(wanted, process);
    const auto context = gpg::new_context(opened.keyring.home());
    gpg::give_passphrase(context.get(), opened.passphrase);
    gpgme_key_t raw = nullptr;
    gpg::check(gpgme_get_key(context.get(), opened.fingerprint.c_str(), &raw, 1), ErrorKind::usage,
               fmt::format("{} holds no secret key {}", opened.origin, opened.fingerprint));
    const gpg::Key key(raw);
    Dialogue dialogue{{{"keyedit.prompt", {"revkey", "save"}},
                       {"keyedit.revoke.subkey.okay", {"y"}},  // asked for the primary key too
                       {"ask_revocation_reason.code", {menu_entry(reason)}},
                       {"ask_revocation_reason.text", {comment, ""}},
                       {"ask_revocation_reason.okay", {"y"}}},
                      {}};
    gpg::Data output;
    gpg::check(gpgme_op_interact(context.get(), key.get(), 0, answer_question, &dialogue, output.get()),
               ErrorKind::usage, "revoking the key " + opened.fingerprint);
    return revoked_key(
        opened.keyring, opened.fingerprint,
        Error(ErrorKind::usage, "GnuPG does not revoke the key " + opened.fingerprint, "is its passphrase right?"));
}

std::string revoke_by_certificate(const std::string& public_key, const std::string& certificate,
                                  const std::string& origin, Process& process) {
    auto keyring = Keyring::ephemeral(process);
    const auto found = keyring.add(public_key, "the public key");
    if (found.size() != 1)
        throw Error(ErrorKind::usage, fmt::format("the file of the public key holds {} keys", found.size()));
    const auto context = gpg::new_context(keyring.home());
    const gpg::Data data(certificate);
    gpg::check(gpgme_op_import(context.get(), data.get()), ErrorKind::source, "reading " + origin);
    return revoked_key(keyring, found.front(),
                       Error(ErrorKind::source, fmt::format("{} does not revoke the key {}", origin, found.front())));
}

}  // namespace sf
