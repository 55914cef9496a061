// Where things lie below the root that a site publishes, in the layout of the documents: buildcaches that Spack is
// given as mirrors, and tarballs for everybody else.
//
//   TOOLCHAIN/slurm/deps/               buildcache: what Slurm needs
//   TOOLCHAIN/slurm/RELEASE/            buildcache: Slurm itself
//   compilers/VERSION/                  buildcache: what build-compiler made
//   builds/RELEASE/TOOLCHAIN/           tarballs by their short names, with signature and checksum
//   builds/RELEASE/TOOLCHAIN/by-digest/DIGEST/  a tarball and all beside it: signatures, provenance, proof, SBOM
//   builds/index.json                   the signed list of them (build_index.h)
//   sources/sha256/ab/SHA256/NAME       sources and patches of what is shipped
//   program/VERSION/                    slurm-factory itself: .deb, .rpm, tarball, SHA256SUMS, signatures
//   keys/FINGERPRINT.asc                public keys
//   index.html                          the page to browse (src/site)
#pragma once

#include <string>

namespace sf::places {

inline constexpr const char* kBuildIndex = "builds/index.json";
inline constexpr const char* kPage = "index.html";

// `release`: 24.11; `version` of a compiler: 13.4.0. Throw Error(source) for what is not one component of a path.
std::string dependencies(const std::string& toolchain);
std::string slurm(const std::string& toolchain, const std::string& release);
std::string compiler(const std::string& version);
std::string builds(const std::string& release, const std::string& toolchain);
// `digest`: of the content of all of it (SHA-256), so that nothing there ever changes.
std::string build(const std::string& release, const std::string& toolchain, const std::string& digest);
std::string source(const std::string& sha256, const std::string& name);
std::string program(const std::string& version);
std::string key(const std::string& fingerprint);

}  // namespace sf::places
