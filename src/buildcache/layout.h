// Where things lie in a buildcache, and what Spack calls them: layout v3, the one that Spack 1.x writes.
// Source: Spack's lib/spack/spack/url_buildcache.py (design: spack-buildcache.md, section 1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spec/spec.h"

namespace sf::layout {

inline constexpr const char* kLayoutFile = "v3/layout.json";
inline constexpr const char* kLayoutContent = R"({"signing":"gpg"})";
inline constexpr const char* kSpecManifests = "v3/manifests/spec";
inline constexpr const char* kIndexManifest = "v3/manifests/index/index.manifest.json";
inline constexpr const char* kKeyManifests = "v3/manifests/key";
inline constexpr const char* kKeyIndexManifest = "v3/manifests/key/keys.manifest.json";
// Ours, beside Spack's (index.h).
inline constexpr const char* kSignedIndex = "v3/slurm-factory/index.json";

// v3/manifests/spec/zlib/zlib-1.3.1-HASH.spec.manifest.json. Throws Error(source) for a name or version that is not one
// component of a path: they may come from a mirror.
std::string spec_manifest(const std::string& name, const std::string& version, const std::string& hash);
std::string key_manifest(const std::string& fingerprint);
// blobs/sha256/ab/ab...; throws Error(source) unless it is 64 lower-case hexadecimal digits.
std::string blob(const std::string& sha256);

inline constexpr const char* kTarball = "application/vnd.spack.install.v2.tar+gzip";
inline constexpr const char* kSpec = "application/vnd.spack.spec.v5+json";
inline constexpr const char* kIndex = "application/vnd.spack.db.v8+json";
inline constexpr const char* kKey = "application/pgp-keys";
inline constexpr const char* kKeyIndex = "application/vnd.spack.keyindex.v1+json";

// Limits of what is read whole into memory; real ones are far below.
inline constexpr std::uint64_t kMaxManifest = 1ull << 20;
inline constexpr std::uint64_t kMaxIndex = 256ull << 20;
inline constexpr std::uint64_t kMaxSpec = 16ull << 20;
inline constexpr std::uint64_t kMaxKey = 1ull << 20;

}  // namespace sf::layout
