// A whole buildcache -> a folder, for machines that reach no network: the same files under the same signatures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/index.h"
#include "buildcache/trust.h"
#include "mirror/mirror.h"

namespace sf {

struct CopyRequest {
    std::string signed_index;         // the index file of `from` as it is signed
    std::string fingerprint;          // of the key that signed it
    std::string public_key;           // armoured
    std::filesystem::path downloads;  // for blobs of web servers
    unsigned jobs = 1;                // packages at once
};

struct CopyResult {
    std::uint64_t serial = 0;               // of the signed index
    std::size_t copied = 0, was_there = 0;  // packages
    std::uint64_t bytes = 0;                // of the tarballs that were copied
};

struct TrustedCopy {
    std::filesystem::path downloads;
    unsigned jobs = 1;
    bool allow_stale = false;  // trusted_text.h
};

// Of a mirror whose key is pinned: what its signed index names, as it is signed. Throws Error as load_trusted_index()
// does, and Error(source) where it is published anew just now.
CopyResult copy_trusted_buildcache(const TrustedCopy& request, Mirror& from, WritableMirror& to,
                                   const TrustStore& trust, Process& process, Clock& clock, Progress& progress);

// `index` is what `signed_index` says, and trusted (trusted_index.h); what is copied is compared with it first. A
// package that `to` has is not copied again. Throws Error(usage) for an index of hints. The signed index comes last, so
// that readers of `to` never miss a file.
CopyResult copy_buildcache(const CopyRequest& request, const Index& index, Mirror& from, WritableMirror& to,
                           Progress& progress);

}  // namespace sf
