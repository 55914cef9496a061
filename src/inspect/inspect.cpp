#include "inspect/inspect.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "concretize/target.h"

namespace sf {
namespace {

constexpr std::uint64_t kLargestTarball = 4ull << 30;

struct Location {
    std::string folder, name;
};

Location location_from(const std::string& location) {
    const bool url = location.find("://") != std::string::npos;
    const auto whole = url ? location : fs::absolute(location).lexically_normal().string();
    const auto slash = whole.rfind('/');
    const auto name = whole.substr(slash + 1);
    if (name.empty() || name == "." || name == "..")
        throw Error(ErrorKind::usage, location + " names a folder", "give a tarball that build-slurm made");
    return {slash == 0 ? "/" : whole.substr(0, slash), name};
}

Json signatures_to_json(const std::vector<FoundSignature>& signatures) {
    Json result = Json::array();
    for (const auto& signature : signatures)
        result.push_back(Json{{"file", signature.file},
                              {"of", signature.of},
                              {"verified", signature.fault.empty()},
                              {"signer", signature.signer},
                              {"fault", signature.fault}});
    return result;
}

Json beside_to_json(const Inspection& inspection) {
    const auto& beside = inspection.beside;
    Json json{{"checksum", beside.checksum}, {"signatures", signatures_to_json(beside.signatures)}};
    json["proof"] = nullptr;
    json["provenance"] = nullptr;
    if (const auto& proof = beside.proof)
        json["proof"] = Json{{"of_this_file", proof->of_this_file},
                             {"passed", proof->passed},
                             {"toolchain", proof->toolchain},
                             {"checks", proof->checks}};
    if (const auto& provenance = beside.provenance)
        json["provenance"] =
            Json{{"of_this_file", provenance->of_this_file},   {"slurm_factory", provenance->program_version},
                 {"finished", provenance->finished},           {"sources", provenance->sources},
                 {"root_packages", provenance->root_packages}, {"from_buildcaches", provenance->from_buildcaches}};
    return json;
}

Json packages_to_json(const BundleFacts& facts) {
    Json packages = Json::array();
    for (const auto& source : facts.sources) {
        const auto size = facts.packages.find(source.name + " " + source.version);
        Json patches = Json::array();
        for (const auto& patch : source.patches)
            patches.push_back(Json{{"file", patch.file}, {"sha256", patch.sha256}, {"why", patch.why}});
        packages.push_back(Json{{"name", source.name},
                                {"version", source.version},
                                {"shipped", source.shipped},
                                {"bytes", size == facts.packages.end() ? 0 : size->second},
                                {"license", source.license},
                                {"source", source.variant},
                                {"sha256", source.sha256},
                                {"urls", source.urls},
                                {"pool", source.pool},
                                {"patches", std::move(patches)}});
    }
    return packages;
}

}  // namespace

bool Inspection::holds(bool signers_are_named) const {
    const auto& found = beside.signatures;
    const bool checksum = beside.checksum.empty() || beside.checksum == facts.archive.sha256;
    if (!signers_are_named) return checksum;
    const bool is_signed =
        std::any_of(found.begin(), found.end(), [&](const FoundSignature& signature) { return signature.of == name; });
    return checksum && is_signed && std::all_of(found.begin(), found.end(), [](const FoundSignature& signature) {
               return signature.fault.empty();
           });
}

Inspection inspect(const std::string& location, Http& http, const Signers& signers, const fs::path& scratch) {
    const auto [folder, name] = location_from(location);
    const auto mirror = open_mirror(folder, http);
    Inspection result;
    result.name = name;
    const auto tarball = mirror->fetch(name, kLargestTarball, scratch / name);
    result.facts = read_bundle(tarball);
    result.beside = look_beside(*mirror, name, tarball, result.facts.archive.sha256, signers, scratch);
    return result;
}

Json inspection_to_json(const Inspection& inspection) {
    const auto& facts = inspection.facts;
    Json json{{"name", inspection.name},
              {"release", facts.release},
              {"slurm", facts.slurm},
              {"flavour", facts.flavour},
              {"toolchain", facts.toolchain},
              {"arch", facts.arch},
              {"target", facts.target},
              {"instructions", instructions_of(facts.target)},
              {"glibc_floor", facts.glibc_floor},
              {"hash", facts.hash},
              {"source_date_epoch", facts.source_date_epoch},
              {"sha256", facts.archive.sha256},
              {"bytes", facts.archive.bytes},
              {"unpacked_bytes", facts.unpacked_bytes},
              {"files", facts.archive.files.size()},
              {"features", facts.features},
              {"packages", packages_to_json(facts)}};
    json["beside"] = beside_to_json(inspection);
    return json;
}

}  // namespace sf
