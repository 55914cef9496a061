#include "buildcache/copy.h"

#include <algorithm>
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
#include "buildcache/trusted_index.h"

namespace sf {
namespace {

bool is_there(WritableMirror& mirror, const std::vector<PlacedFile>& files) {
    const bool all =
        std::all_of(files.begin(), files.end(), [&](const PlacedFile& file) { return mirror.exists(file.path); });
    return all && sha256_hex(mirror.read(files.back().path, layout::kMaxSpec)) == files.back().content.sha256;
}

// The tarball first, last what is signed.
void copy_package(const Index& index, const std::string& hash, const fs::path& downloads, Mirror& from,
                  WritableMirror& to) {
    check_published(from, index, hash);
    const Layout& layout = layout_of(index.layout);
    const auto files = layout.files(index, hash);
    const auto& [path, content] = files.front();
    const TempDir folder(downloads, "copy-");
    const fs::path tarball = fetch_checked(from, path, content, folder.path() / "tarball");
    const fs::path own = folder.path() / "own";  // what is put may be taken, and a folder's files are not ours
    fs::copy_file(tarball, own);
    layout.put_tarball(to, path, own);
    for (std::size_t i = 1; i + 1 < files.size(); ++i)
        to.put(files[i].path, read_checked(from, files[i].path, files[i].content));
    layout.put_signed(to, files.back().path, read_checked(from, files.back().path, files.back().content), false);
}

}  // namespace

CopyResult copy_buildcache(const CopyRequest& request, const Index& index, Mirror& from, WritableMirror& to,
                           Progress& progress) {
    if (index.is_hint)
        throw Error(ErrorKind::usage, from.url() + " was written by Spack and has no signed index that could be copied",
                    "copy its files; readers verify each package");
    const std::vector<std::pair<std::string, IndexedPackage>> packages(index.packages.begin(), index.packages.end());
    const Layout& layout = layout_of(layout_to_write(to, index.layout));
    std::atomic<std::size_t> copied{0};
    std::atomic<std::uint64_t> bytes{0};
    make_dirs(request.downloads);
    progress.plan(packages.size(), 0);
    parallel_for(packages.size(), request.jobs, [&](std::size_t i) {
        const auto& [hash, package] = packages[i];
        const std::string item = package.name + " " + package.version;
        progress.started(item, "copy", 0);
        const bool was_there = is_there(to, layout.files(index, hash));
        if (!was_there) {
            copy_package(index, hash, request.downloads, from, to);
            ++copied;
            bytes += package.tarball.bytes;
        }
        progress.finished(item, was_there ? "was there" : "copied");
    });
    progress.done();
    publish_for_spack(to, request.fingerprint, request.public_key, index);
    to.put(layout.signed_index(), request.signed_index);
    return {index.serial, copied, packages.size() - copied, bytes};
}

CopyResult copy_trusted_buildcache(const TrustedCopy& request, Mirror& from, WritableMirror& to,
                                   const TrustStore& trust, Process& process, Clock& clock, Progress& progress) {
    const Index index = load_trusted_index(from, trust, process, clock, request.allow_stale);
    const MirrorTrust pinned = trust.at(from.url());
    CopyRequest copy{"", pinned.fingerprint, trust.public_key(pinned.fingerprint), request.downloads, request.jobs};
    if (!index.is_hint) {
        copy.signed_index = from.read(layout_of(index.layout).signed_index(), layout::kMaxIndex);
        if (sha256_hex(copy.signed_index) != pinned.verified_index)
            throw Error(ErrorKind::source, from.url() + " was published anew meanwhile", "run it again");
    }
    return copy_buildcache(copy, index, from, to, progress);
}

}  // namespace sf
