// The key of this machine: made by this program for itself, to sign what only this machine believes.
#pragma once

#include <filesystem>

#include "base/process.h"
#include "sign/signer.h"

namespace sf {

// `folder` gets the mode 0700 and, on first use, secret.asc (0600): an armoured Ed25519 key without a passphrase, which
// is used as any --gpg-private-key-file is (a keyring on the disk would need an agent, whose socket cannot lie in every
// folder). Of two runs that need it first, one makes it.
SigningKey machine_key(const std::filesystem::path& folder, Process& process);

}  // namespace sf
