#include "factory/proof_file.h"

#include "base/files.h"
#include "base/hash.h"

namespace sf {

namespace {

constexpr const char* kSuffix = ".tar.gz";

}  // namespace

fs::path proof_path(const fs::path& tarball) {
    auto name = tarball.filename().string();
    if (name.ends_with(kSuffix)) name.resize(name.size() - std::string_view(kSuffix).size());
    return tarball.parent_path() / (name + ".proof.json");
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
