// The list of the tarballs that a site publishes: one clear-signed JSON file, builds/index.json. What a reader believes
// about a tarball stands here.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct PublishedFile {
    std::string path;  // relative to the root (places.h)
    std::string sha256;
    std::uint64_t bytes = 0;

    bool operator==(const PublishedFile&) const = default;
};

struct PublishedBuild {
    std::string release;  // 24.11
    std::string slurm;    // 24.11.5
    std::string toolchain, flavour, arch, target;
    std::string hash;         // DAG hash of Slurm, by which a buildcache has it
    std::string glibc_floor;  // 2.36
    PublishedFile tarball;    // under a path that no other bytes ever have
    std::string alias;        // path of the same bytes under the release's short name; empty: a later one has it now
    // What lies beside it, by kind: "signature", "checksum", "provenance", "provenance-signature", "proof",
    // "proof-signature", "sbom", "sbom-signature", "module", "module-signature".
    std::map<std::string, PublishedFile> beside;
    std::vector<PublishedFile> sources;             // of what is shipped, with patches and recipes
    std::vector<std::string> features;              // of the capability contract: "mpi/pmix_v5", "cgroup/v2", sorted
    std::map<std::string, std::uint64_t> packages;  // "openssl 3.5.7" -> bytes of its files, unpacked
    std::uint64_t unpacked_bytes = 0;
    bool proven = false;         // a cluster was booted from these bytes
    std::int64_t published = 0;  // unix seconds
    std::string end_of_life;     // of the release: 2026-05-31
    std::string revoked;         // why nobody is to install it; empty: it is good

    // What a later build of the same replaces: its place and the tarball's name, which has version and flavour.
    std::string id() const;
    bool operator==(const PublishedBuild&) const = default;
};

struct BuildIndex {
    std::uint64_t serial = 0;  // counts up with each change
    std::int64_t created = 0, expires = 0;
    bool is_signed = true;                         // false: published with --unsigned
    std::map<std::string, PublishedBuild> builds;  // by id
    std::set<std::string> caches;                  // buildcaches below the root: bookworm/slurm/deps
    std::map<std::string, PublishedFile> program;  // slurm-factory's own packages, by path
};

// {"format": 1, "signed", "serial", "created", "expires", "builds": [{"release", "slurm", "toolchain", "flavour",
// "arch", "target", "hash", "glibc_floor", "tarball": {"path", "sha256", "bytes"}, "alias", "beside": {KIND: FILE},
// "sources": [FILE], "features": [], "packages": {}, "unpacked_bytes", "proven", "published", "end_of_life",
// "revoked"}], "caches": [PATH], "program": [FILE]}, one token a line; without "caches" or "program" there are none.
std::string build_index_text(const BuildIndex& index);
// Throws Error(source) naming `origin` for another format and for paths that lead out of the root.
BuildIndex parse_build_index(const std::string& text, const std::string& origin);

}  // namespace sf
