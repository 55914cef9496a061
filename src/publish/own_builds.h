// The signed list of builds as its publisher changes it.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/process.h"
#include "mirror/mirror.h"
#include "publish/build_index.h"
#include "sign/signer.h"

namespace sf {

inline constexpr std::uint64_t kMaxBuildIndex = 64ull << 20;

// An empty one (serial 0) where there is none. Throws Error as own_text() does (sign/own_text.h).
BuildIndex load_own_builds(Mirror& root, const Signer& signer, Process& process);

struct BuildsUpdate {
    WritableMirror& root;
    Signer& signer;
    Process& process;
    Clock& clock;
    int valid_days = 90;
};

// Changes it and publishes it with the next serial; again with a newer one where somebody else published meanwhile.
BuildIndex update_builds(const BuildsUpdate& update, const std::function<void(BuildIndex&)>& change);

}  // namespace sf
