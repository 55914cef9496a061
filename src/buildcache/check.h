// Reads all of a buildcache and compares it with its signed index.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/progress.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"

namespace sf {

struct CheckFault {
    std::string package;  // NAME/HASH
    std::string what;
};

struct CheckRequest {
    std::string fingerprint;          // of the key that must have signed every manifest
    std::string public_key;           // armoured
    std::filesystem::path downloads;  // for blobs of web servers
    unsigned jobs = 1;
};

// Of each package of the index, also of one of hints: the manifest's signature, checksums and sizes of both blobs, the
// hashes of the spec.
// Empty if all holds.
std::vector<CheckFault> check_buildcache(const CheckRequest& request, const Index& index, Mirror& mirror,
                                         Process& process, Progress& progress);

}  // namespace sf
