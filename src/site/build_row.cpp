#include "site/build_row.h"

#include <fmt/format.h>

#include "base/text.h"
#include "site/install_ways.h"

namespace sf {
namespace {

std::string label_of(const std::string& kind) {
    static const Texts kLabels{{"signature", "Signature"},
                               {"checksum", "Checksum"},
                               {"provenance", "Provenance (SLSA)"},
                               {"provenance-signature", "Provenance, signature"},
                               {"proof", "Proof of a booted cluster"},
                               {"proof-signature", "Proof, signature"},
                               {"sbom", "SBOM (SPDX)"},
                               {"sbom-signature", "SBOM, signature"},
                               {"module", "Modulefile"},
                               {"module-signature", "Modulefile, signature"}};
    const auto known = kLabels.find(kind);
    return known == kLabels.end() ? kind : known->second;
}

// A tarball that nobody is to install is named, and not linked.
Html files_of(const SiteFacts& facts, const PublishedBuild& build) {
    Html links;
    if (build.revoked.empty()) links += file_link(facts, build.tarball, "Tarball");
    for (const auto& [kind, file] : build.beside) links += file_link(facts, file, label_of(kind));
    return links;
}

// "mpi/pmix_v5" is pmix_v5 of mpi; what has no kind stands by itself.
Html features_of(const SiteFacts& facts, const PublishedBuild& build) {
    std::map<std::string, std::vector<std::string>> by_kind;
    for (const auto& feature : build.features) {
        const auto slash = feature.find('/');
        if (slash == std::string::npos) {
            by_kind["more"].push_back(feature);
        } else {
            by_kind[feature.substr(0, slash)].push_back(feature.substr(slash + 1));
        }
    }
    Html features;
    for (const auto& [kind, names] : by_kind)
        features += fill(facts.templates, "feature.html.in", {{"kind", kind}, {"names", join(names, ", ")}});
    return features;
}

Html packages_of(const SiteFacts& facts, const PublishedBuild& build) {
    Html packages;
    for (const auto& [package, bytes] : build.packages) {
        const auto space = std::min(package.rfind(' '), package.size());
        packages += fill(facts.templates, "package.html.in",
                         {{"name", package.substr(0, space)},
                          {"version", std::string(trim(package.substr(space)))},
                          {"bytes", format_bytes(bytes)}});
    }
    return packages;
}

Html ways_of(const SiteFacts& facts, const PublishedBuild& build) {
    if (!build.revoked.empty()) return fill(facts.templates, "revoked.html.in", {{"why", build.revoked}});
    Html ways;
    for (const auto& way : install_ways(facts, build))
        ways += fill(facts.templates, "way.html.in",
                     {{"id", way.id}, {"title", way.title}, {"note", way.note}, {"commands", way.commands}});
    return ways;
}

Html badge_of(const SiteFacts& facts, const PublishedBuild& build) {
    if (!build.revoked.empty()) return fill(facts.templates, "badge-revoked.html.in", {});
    return build.proven ? fill(facts.templates, "badge-proven.html.in", {}) : Html();
}

Html size_of(const SiteFacts& facts, const PublishedBuild& build) {
    if (!build.revoked.empty()) return format_bytes(build.tarball.bytes);
    return fill(facts.templates, "download.html.in",
                {{"path", build.tarball.path}, {"bytes", format_bytes(build.tarball.bytes)}});
}

}  // namespace

Html file_link(const SiteFacts& facts, const PublishedFile& file, const std::string& label) {
    return fill(facts.templates, "file.html.in",
                {{"path", file.path}, {"label", label}, {"bytes", format_bytes(file.bytes)}});
}

Html build_row(const SiteFacts& facts, const PublishedBuild& build) {
    const bool is_revoked = !build.revoked.empty();
    return fill(facts.templates, "build.html.in",
                {{"id", build.id()},
                 {"release", build.release},
                 {"slurm", build.slurm},
                 {"toolchain", build.toolchain},
                 {"system", facts.systems.at(build.toolchain)},
                 {"flavour", build.flavour},
                 {"arch", build.arch},
                 {"target", build.target},
                 {"until", facts.releases.at(build.release).end_of_life},
                 {"state", is_revoked     ? "revoked"
                           : build.proven ? "proven"
                                          : "published"},
                 {"size", size_of(facts, build)},
                 {"unpacked", format_bytes(build.unpacked_bytes)},
                 {"published", iso_date(build.published)},
                 {"badge", badge_of(facts, build)},
                 {"action", is_revoked ? "Why" : "Install"},
                 {"ways", ways_of(facts, build)},
                 {"sha256", build.tarball.sha256},
                 {"hash", build.hash},
                 {"glibc", build.glibc_floor},
                 {"files", files_of(facts, build)},
                 {"features", features_of(facts, build)},
                 {"packages", packages_of(facts, build)},
                 {"package_count", std::to_string(build.packages.size())},
                 {"feature_count", std::to_string(build.features.size())}});
}

}  // namespace sf
