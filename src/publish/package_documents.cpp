#include "publish/package_documents.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>

#include "base/files.h"
#include "buildcache/layout.h"
#include "bundle/provenance.h"
#include "bundle/sbom.h"

namespace sf {
namespace {

// What one bundle says of one of its packages.
struct Told {
    std::string name, version;
    std::shared_ptr<const Json> sbom, provenance;  // of the bundle; the second may be missing
    std::set<std::string> inputs;                  // checksums of its source and patches
};

std::shared_ptr<const Json> provenance_of(const LocalBuild& build) {
    const fs::path file = build.beside(".intoto.jsonl");
    return file.empty() ? nullptr : std::make_shared<const Json>(parse_json(read_file(file), file.string()));
}

std::set<std::string> inputs_of(const BundleFacts& facts, const std::string& package) {
    std::set<std::string> inputs;
    for (const auto& source : facts.sources) {
        if (source.name != package) continue;
        inputs.insert(source.sha256);
        for (const auto& patch : source.patches) inputs.insert(patch.sha256);
    }
    return inputs;
}

void add(std::map<std::string, Told>& told, const LocalBuild& build) {
    const auto& documents = build.facts.archive.documents;
    const auto sbom = std::make_shared<const Json>(documents.at("sbom.spdx"));
    const auto provenance = provenance_of(build);
    for (const auto& package : documents.at("spec").at("packages")) {
        const std::string name = package.at("name");
        told.try_emplace(package.at("hash"),
                         Told{name, package.at("version"), sbom, provenance, inputs_of(build.facts, name)});
    }
}

}  // namespace

DescribePackage documents_of(const std::vector<LocalBuild>& builds) {
    std::map<std::string, Told> told;  // by DAG hash
    for (const auto& build : builds) add(told, build);
    return [told = std::move(told)](const std::string& hash, const fs::path& tree, const StoredFile& tarball) {
        std::map<std::string, std::string> documents;
        const auto found = told.find(hash);
        if (found == told.end()) return documents;
        const Told& package = found->second;
        const std::string name = fmt::format("{}-{}-{}", package.name, package.version, hash);
        documents[layout::kSbom] =
            pretty_json(package_sbom(*package.sbom, package.name, name, list_files(tree, {}, {})));
        if (package.provenance)
            documents[layout::kProvenance] =
                compact_json(package_provenance(*package.provenance, package.inputs, {name, tarball.sha256})) + "\n";
        return documents;
    };
}

}  // namespace sf
