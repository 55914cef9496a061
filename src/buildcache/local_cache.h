// The buildcache of this machine, HOME/spack-buildcache: it gets what was built here, signed by a key of this machine's
// own, which this machine trusts by itself and nobody else does.
#pragma once

#include <string>
#include <vector>

#include "base/home.h"
#include "buildcache/push.h"

namespace sf {

// Of its index: who could replay an old one could as well take the key.
inline constexpr int kLocalValidDays = 3650;

// Made on first use, in HOME/trust/local-key (sign/machine_key.h).
SigningKey local_key(const Home& home, Process& process);

// Pins `signer`, who has the local key, for the local buildcache. Throws Error(usage) that says what to do if its index
// is signed by another key: nobody's signature is replaced.
void adopt_local_cache(WritableMirror& local, const Signer& signer, const Home& home, Process& process);

// Puts packages of the store there, named by their DAG hashes, and nothing that they need. Another run that writes to
// it is waited for.
PushResult fill_local_cache(const std::vector<std::string>& hashes, unsigned jobs, const Home& home, Process& process,
                            Clock& clock, Progress& progress);

}  // namespace sf
