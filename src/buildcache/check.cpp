#include "buildcache/check.h"

#include <fmt/format.h>

#include <mutex>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/package_check.h"
#include "buildcache/spack_cache.h"
#include "sign/verify.h"

namespace sf {
namespace {

void check_tarball(Mirror& mirror, const Index& index, const std::string& hash, const IndexedPackage& package,
                   const fs::path& downloads) {
    const std::string path = layout_of(index.layout).tarball(index.nodes, hash, package.tarball);
    const TempDir folder(downloads, "check-");
    fetch_checked(mirror, path, package.tarball, folder.path() / "tarball");
    for (const auto& [type, file] : package.attached)
        fetch_checked(mirror, layout::blob(file.sha256), file, folder.path() / "attached");
}

}  // namespace

std::vector<CheckFault> check_buildcache(const CheckRequest& request, const Index& index, Mirror& mirror,
                                         Process& process, Progress& progress) {
    auto keyring = Keyring::ephemeral(process);
    keyring.add(request.public_key, "the trusted key");
    const SpackCache cache(mirror, request.fingerprint, request.public_key, process);
    std::vector<std::pair<std::string, IndexedPackage>> packages(index.packages.begin(), index.packages.end());
    std::vector<CheckFault> faults;
    std::mutex mutex;
    progress.plan(packages.size(), 0);
    parallel_for(packages.size(), request.jobs, [&](std::size_t i) {
        const auto& [hash, package] = packages[i];
        const std::string item = package.name + "/" + hash;
        progress.started(item, "check", 0);
        try {
            if (index.is_hint) {
                check_tarball(mirror, index, hash, cache.verified(hash, index), request.downloads);
            } else {
                const auto manifest = check_published(mirror, index, hash);
                verify_clearsigned(keyring, {request.fingerprint}, manifest, "the manifest of " + item);
                check_tarball(mirror, index, hash, package, request.downloads);
            }
            progress.finished(item, "good");
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::source) throw;
            const std::lock_guard lock(mutex);
            faults.push_back({item, e.message()});
            progress.finished(item, "faulty");
        }
    });
    progress.done();
    std::sort(faults.begin(), faults.end(),
              [](const CheckFault& a, const CheckFault& b) { return a.package < b.package; });
    return faults;
}

}  // namespace sf
