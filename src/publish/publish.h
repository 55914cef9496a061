// What was built -> a site that people install from (places.h): tarballs, buildcaches, sources, keys, the list of
// builds. Content comes first and what names it last, so a run that is killed leaves a good site and is gone on with.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/home.h"
#include "base/process.h"
#include "base/progress.h"
#include "buildcache/push.h"
#include "catalog/catalog.h"
#include "mirror/mirror.h"
#include "publish/build_index.h"
#include "publish/local_builds.h"
#include "publish/uploader.h"
#include "sign/signer.h"

namespace sf {

enum class PublishPart { slurm, dependencies, tarball };

struct PublishRequest {
    std::vector<LocalBuild> builds;
    std::set<PublishPart> parts;
    bool sources = true;     // of what is under the GPL, beside the tarballs
    bool allow_eol = false;  // also of releases that nobody supports any more
    bool dry_run = false;
    int valid_days = 90;  // of each signed index
    unsigned jobs = 1;    // packages at once
};

// Who publishes where, and with what; the caller owns all of it.
struct Publisher {
    const Home& home;
    const Catalog& catalog;
    WritableMirror& root;
    std::function<std::unique_ptr<WritableMirror>(const std::string& path)> open_below;  // a mirror below the root
    Signer& signer;
    Process& process;
    Clock& clock;
    Progress& progress;
};

struct PublishedCache {
    std::string path;
    PushResult pushed;
};

struct PublishResult {
    std::vector<UploadedFile> files;     // of the site itself, in the order in which they were put
    std::vector<PublishedCache> caches;  // in that order
    BuildIndex index;                    // the list as it is now; with a dry run as it was
};

// Throws Error(usage) for a release past its support, for packages that the store lacks and sources that are gone.
PublishResult publish_builds(const PublishRequest& request, const Publisher& publisher);

// The compilers of this version in the store (build-compiler), with all that they need to run.
PublishResult publish_compiler(const std::string& version, const PublishRequest& request, const Publisher& publisher);

// slurm-factory's own packages (program.h).
PublishResult publish_program(const std::filesystem::path& folder, const PublishRequest& request,
                              const Publisher& publisher);

// Throws Error(usage) that says until when the release was supported.
void refuse_end_of_life(const std::string& release, const Catalog& catalog, Clock& clock);

}  // namespace sf
