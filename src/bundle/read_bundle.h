// What a software tarball says of itself: for publishing it, and for people who want to know what is inside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bundle/bundle_archive.h"

namespace sf {

struct BundledPatch {
    std::string file, sha256, why;
};

// One item of manifest/sources.json.
struct BundledSource {
    std::string name, version;
    bool shipped = false;  // else only built with
    std::string license;   // SPDX expression; may be empty
    std::string variant;   // upstream, debian, local, compiler (manifest.h)
    std::string sha256;    // empty: there is no source of its own (compiler)
    std::string file;      // of a local source: the name of the user's file
    std::vector<std::string> urls;
    std::vector<std::string> pool;  // paths in a Debian mirror
    std::vector<BundledPatch> patches;
};

struct BundleFacts {
    std::string release;  // 24.11
    std::string slurm;    // 24.11.5
    std::string toolchain, flavour, arch, target;
    std::string hash;         // DAG hash of Slurm
    std::string glibc_floor;  // 2.36
    long long source_date_epoch = 0;
    std::vector<std::string> features;  // Slurm's plugins as its configuration names them: "cgroup/v2", sorted
    std::vector<BundledSource> sources;
    std::map<std::string, std::uint64_t> packages;  // "openssl 3.5.7", shipped ones -> bytes of their files
    std::uint64_t unpacked_bytes = 0;               // of all files
    BundleArchive archive;                          // checksum, size, documents as they are
};

// "mpi_pmix_v5" -> "mpi/pmix_v5", "acct_gather_energy_rapl" -> "acct_gather_energy/rapl".
std::string feature_of_plugin(const std::string& plugin);

// Files are counted as the archive has them, packages as files.json says; the two must agree. Whether the content is
// the one that files.json names is what `prove` asks. Throws as read_bundle_archive(), and Error(source) for documents
// that are missing, malformed, of an older format or contradict one another. Names, versions and checksums hold what
// such may hold; all text is free of control characters.
BundleFacts read_bundle(const std::filesystem::path& tarball);

}  // namespace sf
