#include <fmt/format.h>

#include <regex>

#include "base/error.h"
#include "base/text.h"
#include "concretize/concretize.h"
#include "spec/version.h"

namespace sf {
namespace {

// SchedMD names a release 24-11-5-1 in its tags: dashes, and the number of the packaging last. As versions go that is
// 24.11.5. What is not of that form is returned as it is.
std::string normalise(const std::string& typed) {
    static const std::regex tag(R"((?:slurm-)?(\d+)[.-](\d+)(?:[.-](\d+)(?:-\d+)?)?)");
    std::smatch match;
    if (!std::regex_match(typed, match, tag)) return typed;
    std::string version = match.str(1) + "." + match.str(2);
    if (match[3].matched) version += "." + match.str(3);
    return version;
}

std::vector<std::string> known_versions(const Catalog& catalog) {
    std::vector<std::string> known;
    for (const auto& [name, release] : catalog.releases()) {
        known.push_back(name);
        for (const PackageVersion& version : catalog.package("slurm").versions) {
            if (Version(version.version).is_within(Version(name))) known.push_back(version.version);
        }
    }
    return known;
}

std::string versions_of(const Catalog& catalog, const Release& release) {
    std::vector<std::string> versions;
    for (const PackageVersion& version : catalog.package("slurm").versions) {
        if (Version(version.version).is_within(Version(release.release))) versions.push_back(version.version);
    }
    return join(versions, ", ");
}

const Release* release_of(const Catalog& catalog, const std::string& version) {
    for (const auto& [name, release] : catalog.releases()) {
        if (Version(version).is_within(Version(name))) return &release;
    }
    return nullptr;
}

}  // namespace

ResolvedVersion resolve_slurm_version(const Catalog& catalog, const std::string& typed, bool own_source) {
    const std::string version = normalise(typed);
    const Release* release = release_of(catalog, version);
    if (release == nullptr) {
        throw Error(ErrorKind::usage,
                    fmt::format("unknown Slurm version '{}'{}", typed, suggestion(version, known_versions(catalog))),
                    "`slurm-factory release list` shows the releases; a site's own go into --catalog DIR");
    }
    if (version == release->release) {
        return {release, release->slurm, fmt::format("release {} stands for slurm {}", version, release->slurm)};
    }
    if (own_source || catalog.package("slurm").find_version(version) != nullptr) {
        return {release, version, "--slurm-version " + typed};
    }
    throw Error(
        ErrorKind::usage,
        fmt::format("Slurm {} is not in the catalog; of release {} it has {}", version, release->release,
                    versions_of(catalog, *release)),
        fmt::format("build one of those, or your own tarball: --slurm-version {} --source slurm=PATH", version));
}

}  // namespace sf
