#include "factory/proof_file.h"

#include "base/files.h"
#include "base/hash.h"

namespace sf {

fs::path proof_path(const fs::path& tarball) {
    return tarball.string() + ".proof.json";
}

void write_proof(const fs::path& tarball, const ProofReport& report) {
    write_file_atomic(proof_path(tarball), pretty_json(report_to_json(report)));
}

bool proof_is_current(const fs::path& tarball) {
    auto text = read_file_if_exists(proof_path(tarball));
    if (!text) return false;
    auto proof = parse_json(*text, proof_path(tarball).string());
    return proof.value("passed", false) && proof.value("sha256", "") == sha256_file(tarball);
}

}  // namespace sf
