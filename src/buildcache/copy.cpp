#include "buildcache/copy.h"

#include <atomic>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/package_check.h"
#include "buildcache/publish.h"

namespace sf {
namespace {

bool is_there(WritableMirror& mirror, const std::string& hash, const IndexedPackage& package) {
    const std::string manifest = layout::spec_manifest(package.name, package.version, hash);
    return mirror.exists(manifest) && mirror.exists(layout::blob(package.spec.sha256)) &&
           mirror.exists(layout::blob(package.tarball.sha256)) &&
           sha256_hex(mirror.read(manifest, layout::kMaxManifest)) == package.manifest.sha256;
}

// Blobs first, then the manifest that names them.
void copy_package(const std::string& hash, const IndexedPackage& package, const fs::path& downloads, Mirror& from,
                  WritableMirror& to) {
    const std::string manifest = check_published(from, hash, package);
    const TempDir folder(downloads, "copy-");
    const fs::path tarball = fetch_blob(from, package.tarball, folder.path() / "tarball");
    const fs::path own = folder.path() / "own";  // what is put may be taken, and a folder's files are not ours
    fs::copy_file(tarball, own);
    to.put_file(layout::blob(package.tarball.sha256), own);
    to.put(layout::blob(package.spec.sha256), read_blob(from, package.spec));
    to.put(layout::spec_manifest(package.name, package.version, hash), manifest);
}

}  // namespace

CopyResult copy_buildcache(const CopyRequest& request, const Index& index, Mirror& from, WritableMirror& to,
                           Progress& progress) {
    if (index.is_hint)
        throw Error(ErrorKind::usage, from.url() + " was written by Spack and has no signed index that could be copied",
                    "copy its files; readers verify each package");
    const std::vector<std::pair<std::string, IndexedPackage>> packages(index.packages.begin(), index.packages.end());
    std::atomic<std::size_t> copied{0};
    std::atomic<std::uint64_t> bytes{0};
    make_dirs(request.downloads);
    progress.plan(packages.size(), 0);
    parallel_for(packages.size(), request.jobs, [&](std::size_t i) {
        const auto& [hash, package] = packages[i];
        const std::string item = package.name + " " + package.version;
        progress.started(item, "copy", 0);
        const bool was_there = is_there(to, hash, package);
        if (!was_there) {
            copy_package(hash, package, request.downloads, from, to);
            ++copied;
            bytes += package.tarball.bytes;
        }
        progress.finished(item, was_there ? "was there" : "copied");
    });
    progress.done();
    publish_for_spack(to, request.fingerprint, request.public_key, index);
    to.put(layout::kSignedIndex, request.signed_index);
    return {copied, packages.size() - copied, bytes};
}

}  // namespace sf
