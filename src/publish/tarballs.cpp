#include "publish/tarballs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "publish/places.h"

namespace sf {
namespace {

// What lies beside a tarball.
struct Companion {
    std::string kind;  // build_index.h
    std::string name;  // of the file
    std::string content;
    bool to_sign = true;
};

constexpr const char* kSigned = "-signature";
constexpr const char* kChecksumEnd = ".sha256";

// As sha256sum writes it.
std::string checksum_line(const std::string& sha256, const std::string& name) {
    return fmt::format("{}  {}\n", sha256, name);
}

void add_file(std::vector<Companion>& companions, const std::string& kind, const LocalBuild& build,
              const std::string& ending) {
    const fs::path file = build.beside(ending);
    if (!file.empty()) companions.push_back({kind, build.name + ending, read_file(file)});
}

// The modulefile is the same for every flavour: slurm-24.11-bookworm-module.tar.gz.
void add_module(std::vector<Companion>& companions, const LocalBuild& build) {
    const std::string name = fmt::format("slurm-{}-{}{}-module.tar.gz", build.facts.release, build.facts.toolchain,
                                         build.facts.arch == "x86_64" ? "" : "-" + build.facts.arch);
    if (const auto content = read_file_if_exists(build.tarball.parent_path() / name))
        companions.push_back({"module", name, *content});
}

std::vector<Companion> companions_of(const LocalBuild& build) {
    std::vector<Companion> companions;
    const auto& archive = build.facts.archive;
    companions.push_back({"checksum", build.name + kChecksumEnd, checksum_line(archive.sha256, build.name), false});
    companions.push_back({"sbom", build.name + ".spdx.json", pretty_json(archive.documents.at("sbom.spdx"))});
    add_file(companions, "provenance", build, ".intoto.jsonl");
    add_file(companions, "proof", build, ".proof.json");
    add_module(companions, build);
    return companions;
}

bool proves(const std::vector<Companion>& companions, const std::string& tarball_sha256) {
    for (const auto& companion : companions) {
        if (companion.kind != "proof") continue;
        const Json proof = parse_json(companion.content, companion.name);
        return proof.value("passed", false) && proof.value("sha256", "") == tarball_sha256;
    }
    return false;
}

std::string folder_of(const LocalBuild& build, const std::vector<Companion>& companions) {
    std::string all = build.facts.archive.sha256;
    for (const auto& companion : companions) all += " " + companion.kind + " " + sha256_hex(companion.content);
    return places::build(build.facts.release, build.facts.toolchain, sha256_hex(all));
}

PublishedBuild described(const LocalBuild& build, const std::string& folder) {
    const BundleFacts& facts = build.facts;
    PublishedBuild published;
    published.release = facts.release;
    published.slurm = facts.slurm;
    published.toolchain = facts.toolchain;
    published.flavour = facts.flavour;
    published.arch = facts.arch;
    published.target = facts.target;
    published.hash = facts.hash;
    published.glibc_floor = facts.glibc_floor;
    published.tarball = {folder + "/" + build.name, facts.archive.sha256, facts.archive.bytes};
    published.alias = places::builds(facts.release, facts.toolchain) + "/" + build.alias;
    published.features = facts.features;
    published.packages = facts.packages;
    published.unpacked_bytes = facts.unpacked_bytes;
    return published;
}

// What is published there already, if it is all of this.
const PublishedBuild* known_build(const PublishedBuild& build, bool is_signed, const BuildIndex& before,
                                  Uploader& uploader) {
    const auto known = before.builds.find(build.id());
    if (known == before.builds.end() || known->second.tarball != build.tarball) return nullptr;
    const auto& beside = known->second.beside;
    const auto is_there = [&](const auto& item) { return uploader.exists(item.second.path); };
    const bool complete = beside.contains("signature") == is_signed &&
                          std::all_of(beside.begin(), beside.end(), is_there) && uploader.exists(build.tarball.path);
    return complete ? &known->second : nullptr;
}

void put_companions(PublishedBuild& published, const std::vector<Companion>& companions, const std::string& folder,
                    Uploader& uploader, Signer& signer) {
    for (const auto& companion : companions) {
        const std::string path = folder + "/" + companion.name;
        published.beside[companion.kind] = uploader.text(path, companion.content);
        if (!companion.to_sign || signer.is_nobody()) continue;
        const std::string signature = uploader.is_dry() ? "" : signer.sign_detached_content(companion.content);
        published.beside[companion.kind + kSigned] = put_signature(path + kSignatureEnd, signature, uploader);
    }
}

}  // namespace

PublishedFile put_signature(const std::string& path, const std::string& signature, Uploader& uploader) {
    uploader.replace_text(path, signature);
    return {path, sha256_hex(signature), signature.size()};
}

PublishedBuild put_build(const LocalBuild& build, const std::vector<SourceFile>& sources, const BuildIndex& before,
                         Uploader& uploader, Signer& signer) {
    const auto companions = companions_of(build);
    const std::string folder = folder_of(build, companions);
    PublishedBuild published = described(build, folder);
    published.proven = proves(companions, build.facts.archive.sha256);
    for (const auto& source : sources)
        published.sources.push_back(
            uploader.file(places::source(source.sha256, source.name), source.local, source.sha256));
    if (const auto* known = known_build(published, !signer.is_nobody(), before, uploader)) {
        for (const auto& [kind, file] : known->beside) uploader.note({file.path, file.bytes, true});
        uploader.note({known->tarball.path, known->tarball.bytes, true});
        published.beside = known->beside;
        published.revoked = known->revoked;
        published.published = known->published;
        return published;
    }
    put_companions(published, companions, folder, uploader, signer);
    uploader.file(published.tarball.path, build.tarball, published.tarball.sha256);
    if (!signer.is_nobody())
        published.beside["signature"] =
            put_signature(published.tarball.path + kSignatureEnd,
                          uploader.is_dry() ? "" : signer.sign_detached(build.tarball), uploader);
    return published;
}

void replace_alias(const std::string& alias, const std::string& sha256, const fs::path& tarball,
                   const std::optional<std::string>& signature, Uploader& uploader) {
    uploader.remove(alias + kSignatureEnd);
    uploader.replace_text(alias + kChecksumEnd, checksum_line(sha256, fs::path(alias).filename()));
    uploader.replace_file(alias, tarball);
    if (signature) uploader.replace_text(alias + kSignatureEnd, *signature);
}

void put_alias(const LocalBuild& build, const PublishedBuild& published, const BuildIndex& before, Uploader& uploader) {
    const std::string& alias = published.alias;
    const auto signed_once = published.beside.find("signature");
    const bool is_signed = signed_once != published.beside.end();
    const auto known = before.builds.find(published.id());
    const bool same = known != before.builds.end() && known->second.alias == alias &&
                      known->second.tarball.sha256 == published.tarball.sha256;
    if (same && uploader.exists(alias) && (!is_signed || uploader.exists(alias + kSignatureEnd))) {
        uploader.note({alias, published.tarball.bytes, true});
        return;
    }
    const auto signature = is_signed ? std::optional(uploader.read(signed_once->second.path)) : std::nullopt;
    replace_alias(alias, published.tarball.sha256, build.tarball, signature, uploader);
}

}  // namespace sf
