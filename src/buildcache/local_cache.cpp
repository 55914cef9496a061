#include "buildcache/local_cache.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "buildcache/layout.h"
#include "buildcache/trust.h"
#include "mirror/file_mirror.h"
#include "sign/machine_key.h"

namespace sf {

SigningKey local_key(const Home& home, Process& process) {
    return machine_key(home.trust() / "local-key", process);
}

void adopt_local_cache(WritableMirror& local, const Signer& signer, const Home& home, Process& process) {
    const TrustStore trust(home.trust());
    // One that was removed begins anew, with number 1.
    const LayoutVersion layout = found_layout(local).value_or(LayoutVersion::v3);
    if (!local.exists(layout_of(layout).signed_index())) trust.forget(local.url());
    const auto pinned = trust.find(local.url());
    const bool ours = pinned && pinned->fingerprint == signer.fingerprint();
    try {
        load_own_index(local, layout, signer, process);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::source) throw;
        throw Error(ErrorKind::usage, fmt::format("{}: it is left as it is", error.message()),
                    "go on with buildcache push --signing-key FINGERPRINT, or move the folder away: then a new one is "
                    "begun, signed by the key of this machine");
    }
    if (!ours) trust.trust(local.url(), signer.fingerprint(), signer.public_key());
}

PushResult fill_local_cache(const std::vector<std::string>& hashes, unsigned jobs, const Home& home, Process& process,
                            Clock& clock, Progress& progress) {
    const auto local = std::make_unique<FileMirror>(home.buildcache());
    Signer signer(local_key(home, process), process);
    const auto lock = lock_mirror(local->url(), home, progress);
    adopt_local_cache(*local, signer, home, process);
    PushRequest request;
    for (const auto& hash : hashes) request.wanted.push_back("/" + hash);
    request.only = PushOnly::package;
    request.scratch = home.tmp() / "fill";
    request.valid_days = kLocalValidDays;
    request.jobs = jobs;
    remove_tree(request.scratch);  // a killed run's; the lock is held
    make_dirs(request.scratch);
    auto result = push_packages(request, Store(home), *local, signer, process, clock, progress);
    remove_tree(request.scratch);
    return result;
}

}  // namespace sf
