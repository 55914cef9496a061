// TARBALL.proof.json: what the cluster showed, beside the tarball and naming its sha256.
#pragma once

#include <filesystem>

#include "prove/prove.h"

namespace sf {

std::filesystem::path proof_path(const std::filesystem::path& tarball);
void write_proof(const std::filesystem::path& tarball, const ProofReport& report);
// A proof that passed, of the tarball's bytes as they are now.
bool proof_is_current(const std::filesystem::path& tarball);

}  // namespace sf
