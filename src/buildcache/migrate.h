// A buildcache of layout v2, ours or one that Spack before 1.0 pushed -> layout v3, which is what Spack writes today.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace sf {

struct TrustedKey {
    std::string fingerprint;
    std::string public_key;  // armoured
};

struct MigrateRequest {
    std::vector<TrustedKey> keys;     // every package must be signed by one of them
    bool unsigned_too = false;        // signatures are not asked for
    std::filesystem::path downloads;  // tarballs of web servers, and what is put
    int valid_days = 90;              // of the signed index
    unsigned jobs = 1;                // packages at once
};

struct MigratedPackage {
    std::string name, version, hash;
    bool was_there = false;
    std::string fault;        // why it was left out; empty: it was not
    std::uint64_t bytes = 0;  // of the tarball
};

struct MigrateResult {
    std::vector<MigratedPackage> packages;  // sorted by name, version and hash
    std::uint64_t serial = 0;               // of the new signed index; 0: none was written
};

// Where to migrate to, and who vouches for it from then on.
struct MigrateTarget {
    WritableMirror& mirror;  // may be the same one
    Signer& signer;
};

// Which packages there are is what the signed index says, else Spack's. Each one's signature, name, hashes and checksum
// are verified; then its tarball is copied, its spec put and its manifest signed anew; last come the indexes, with the
// packages that the target has already. A package that does not hold is left out. Without a target all is verified and
// nothing written. A run that was killed is gone on with by the next one: what lies there is not copied again. Throws
// Error(source) if there is no index of layout v2.
MigrateResult migrate_buildcache(const MigrateRequest& request, Mirror& from, const MigrateTarget* target,
                                 Process& process, Clock& clock, Progress& progress);

// Removes the files of layout v2, its indexes last: an interrupted run finds them again.
void remove_layout_v2(WritableMirror& mirror);

}  // namespace sf
