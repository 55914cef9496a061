// What lies beside a tarball under its name: checksum, signatures, provenance, proof. All of it may be somebody else's.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mirror/mirror.h"
#include "sign/keyring.h"

namespace sf {

struct FoundSignature {
    std::string file;    // NAME.asc
    std::string of;      // what it signs
    std::string signer;  // fingerprint of the primary key, where the signature holds
    std::string fault;   // why it does not count; empty: it holds
};

struct FoundProof {
    bool of_this_file = false, passed = false;
    std::string toolchain;  // where the cluster ran
    std::size_t checks = 0;
};

struct FoundProvenance {
    bool of_this_file = false;
    std::string program_version, finished;  // 2026-11-21T01:02:03Z
    std::size_t sources = 0, root_packages = 0;
    std::vector<std::string> from_buildcaches;  // names of packages
};

struct FoundBeside {
    std::string checksum;  // of NAME.sha256; empty: there is none
    std::vector<FoundSignature> signatures;
    std::optional<FoundProof> proof;
    std::optional<FoundProvenance> provenance;
};

// Whose signatures count.
struct Signers {
    const Keyring& keyring;
    const std::set<std::string>& pinned;  // fingerprints of primary keys
};

// Looks beside `name` in `folder`; `tarball` is that file on this machine, `sha256` its checksum. What has to be
// downloaded goes to `scratch`. Throws Error(source) for a provenance or a proof that is malformed.
FoundBeside look_beside(Mirror& folder, const std::string& name, const std::filesystem::path& tarball,
                        const std::string& sha256, const Signers& signers, const std::filesystem::path& scratch);

}  // namespace sf
