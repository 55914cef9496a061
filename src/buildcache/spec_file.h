// What layout v2 signs of a package: its spec.json with the checksum of its tarball (<...>.spec.json.sig).
// Source: Spack's url_buildcache.py, URLBuildcacheEntryV2 (design: spack-buildcache.md, section 5).
#pragma once

#include <set>
#include <string>

#include "base/json.h"
#include "sign/keyring.h"

namespace sf {

struct SpecFile {
    Json spec_json;              // without what follows
    std::string tarball_sha256;  // "binary_cache_checksum"
};

// What is to be clear-signed, one token a line.
std::string spec_file_text(Json spec_json, const std::string& tarball_sha256);
// Throws Error(source) naming `origin` for what is none, for another checksum than a SHA-256 and for a newer layout.
SpecFile parse_spec_file(const std::string& text, const std::string& origin);

// Such a file as it lies on a mirror, of one package: signed by one of the keys `pinned`, and of this name and hash,
// which its nodes have. Throws Error(source) for what does not hold.
SpecFile verify_spec_file(const Keyring& keyring, const std::set<std::string>& pinned, const std::string& signed_text,
                          const std::string& name, const std::string& hash, const std::string& origin);
// The same of one whose signature nobody asks for, if it has one.
SpecFile check_unsigned_spec_file(const std::string& text, const std::string& name, const std::string& hash,
                                  const std::string& origin);

}  // namespace sf
