// A published site -> a folder, for machines that reach no network: the same files under the same signatures, from
// which the same commands install.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/copy.h"
#include "mirror/mirror.h"
#include "publish/trusted_builds.h"
#include "publish/uploader.h"

namespace sf {

struct CopySiteRequest {
    std::string release, toolchain;   // of these alone; empty: all
    bool sources = true;              // of what is under the GPL
    bool dry_run = false;             // of the buildcaches only their names are known then
    bool allow_stale = false;         // trusted_text.h
    std::filesystem::path downloads;  // of web servers
    unsigned jobs = 1;                // packages at once
};

// Both ends; the caller owns what they refer to.
struct SiteCopy {
    Mirror& from;
    WritableMirror& to;
    std::function<std::unique_ptr<Mirror>(const std::string& path)> open_from;  // mirrors below the two roots
    std::function<std::unique_ptr<WritableMirror>(const std::string& path)> open_to;
    const TrustStore& trust;
    Process& process;
    Clock& clock;
    Progress& progress;
};

struct CopiedCache {
    std::string path;
    CopyResult result;
};

struct CopySiteResult {
    std::vector<UploadedFile> files;
    std::vector<CopiedCache> caches;
    std::uint64_t serial = 0;  // of the list of builds
};

// Every file is compared with the signed indexes that name it before it is copied; one that `to` has as it should be is
// not copied again. The signed list comes last. Throws Error(usage) where nothing fits the request.
CopySiteResult copy_site(const CopySiteRequest& request, const SiteCopy& copy);

}  // namespace sf
