// How a bundle came about, beside the tarball and not in it: it holds times and exact package versions.
// in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) with SLSA's provenance
// predicate v1 (https://slsa.dev/spec/v1.0/provenance).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "concretize/concretize.h"
#include "sandbox/rootfs.h"

namespace sf {

struct Subject {
    std::string name;  // of the file
    std::string sha256;
};

struct BuildFacts {
    std::string program_version;
    std::int64_t started = 0;  // Unix time; 0: not known, left out
    std::int64_t finished = 0;
    std::vector<std::string> from_buildcaches;  // names of the packages that were taken from there, not built here
    std::string compression;                    // of --compress
    bool hierarchy = false;                     // --enable-hierarchy
};

// Sources, patches and the packages of the toolchain's root are its resolved dependencies. Of a local source the user's
// file name and sha256 are given, never its folder.
Json provenance(const Plan& plan, const RootFs& build_root, const std::vector<Subject>& subjects,
                const BuildFacts& facts);

// The same of one package of that build: of the resolved dependencies what belongs to the toolchain, and sources and
// patches with these checksums.
Json package_provenance(const Json& bundle_statement, const std::set<std::string>& inputs, const Subject& subject);

}  // namespace sf
