// A site of one build, with the templates of the stock catalog.
#pragma once

#include <string>

#include "publish/places.h"
#include "site/site_facts.h"

namespace sf {

inline const std::string kFingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";

inline PublishedBuild small_build() {
    const std::string sha(64, 'a');
    PublishedBuild build;
    build.release = "24.11";
    build.slurm = "24.11.5";
    build.toolchain = "bookworm";
    build.flavour = "default";
    build.arch = "x86_64";
    build.target = "x86_64_v3";
    build.hash = "b7csa7mbipn4zenyzm7kglil3bv3oqpx";
    build.glibc_floor = "2.36";
    build.tarball = {places::build("24.11", "bookworm", sha) + "/slurm-24.11.5-bookworm-software.tar.gz", sha,
                     28'385'087};
    build.alias = "builds/24.11/bookworm/slurm-24.11-bookworm-software.tar.gz";
    build.beside["signature"] = {build.tarball.path + ".asc", sha, 228};
    build.sources = {{places::source(sha, "slurm-24.11.5.tar.bz2"), sha, 7'000'000}};
    build.features = {"cgroup/v2", "mpi/pmix_v4", "mpi/pmix_v5", "scrun"};
    build.packages = {{"openssl 3.5.7", 9'668'737}, {"slurm 24.11.5", 27'061'333}};
    build.unpacked_bytes = 104'000'000;
    build.proven = true;
    build.published = 1'795'132'800;  // 2026-11-20
    build.end_of_life = "2026-05-31";
    return build;
}

inline SiteFacts small_site(const std::vector<PublishedBuild>& builds = {small_build()},
                            const std::string& fingerprint = kFingerprint) {
    BuildIndex index;
    index.serial = 7;
    index.created = 1'795'132'800;
    index.expires = 1'802'908'800;
    index.caches = {"bookworm/slurm/deps", "bookworm/slurm/24.11"};
    for (const auto& build : builds) index.builds[build.id()] = build;
    static const Catalog kCatalog = Catalog::load({SF_CATALOG});
    return site_facts(index, kCatalog, "https://example.org/slurm/", fingerprint);
}

}  // namespace sf
