// A key as it lies on a disk: FILE.asc (the secret key, 0600), FILE.public.asc and FILE.revocation.asc (0600), the
// certificate that declares it to be good no more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sign/keyring.h"

namespace sf {

struct KeyFiles {
    std::filesystem::path secret, public_key, revocation, rotation;
};

// The names beside that of the secret key. Throws Error(usage) if one of them is there already: no key is ever
// overwritten.
KeyFiles new_key_files(const std::filesystem::path& secret);

struct MadeKey {
    std::string fingerprint;
    std::string public_key, revocation;  // armoured
    Secret secret_key;                   // likewise
};

// In a keyring that is wiped afterwards.
MadeKey make_key(const NewKey& wanted, Process& process);

void write_key_files(const KeyFiles& files, const MadeKey& key);

// "Jane Doe <jane@example.org>". Throws Error(usage) for what OpenPGP's tools would not take.
std::string user_id_of(const std::string& name, const std::string& email);

// 90d, 12w, 6m (of 30 days), 2y (of 365), never: in seconds, never as 0. Throws Error(usage) for anything else.
std::int64_t parse_validity(const std::string& typed);

}  // namespace sf
