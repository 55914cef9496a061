#include "publish/copy_site.h"

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "buildcache/blobs.h"
#include "buildcache/keys.h"
#include "publish/places.h"
#include "publish/tarballs.h"

namespace sf {
namespace {

class SiteCopier {
  public:
    SiteCopier(const CopySiteRequest& request, const SiteCopy& copy)
        : request_(request),
          copy_(copy),
          uploader_(copy.to, request.downloads, request.dry_run, copy.progress),
          builds_(load_trusted_builds(copy.from, copy.trust, copy.process, copy.clock, request.allow_stale)) {
        make_dirs(request.downloads);
    }

    CopySiteResult run() {
        std::size_t wanted = 0;
        for (const auto& [id, build] : builds_.index.builds) {
            if (!is_wanted(build.release, request_.release) || !is_wanted(build.toolchain, request_.toolchain))
                continue;
            copy_build(build);
            ++wanted;
        }
        for (const auto& path : builds_.index.caches) {
            if (!is_wanted_cache(path)) continue;
            copy_cache(path);
            ++wanted;
        }
        // slurm-factory itself is for all of them, but by itself nothing of a release or a toolchain.
        if (is_whole()) wanted += builds_.index.program.size();
        if (wanted == 0)
            throw Error(ErrorKind::usage, copy_.from.url() + " has nothing that fits --release and --toolchain",
                        "leave one of them away");
        for (const auto& [path, file] : builds_.index.program) copy_file(file);
        if (!request_.dry_run) publish();
        result_.files = uploader_.files();
        result_.serial = builds_.index.serial;
        return std::move(result_);
    }

  private:
    bool is_whole() const { return request_.release.empty() && request_.toolchain.empty(); }

    static bool is_wanted(const std::string& name, const std::string& wanted) {
        return wanted.empty() || name == wanted;
    }

    // TOOLCHAIN/slurm/deps, TOOLCHAIN/slurm/RELEASE; compilers are everybody's.
    bool is_wanted_cache(const std::string& path) const {
        const std::string first = path.substr(0, path.find('/')), last = path.substr(path.rfind('/') + 1);
        if (first == "compilers") return is_whole();
        return is_wanted(first, request_.toolchain) && (last == "deps" || is_wanted(last, request_.release));
    }

    bool is_there(const PublishedFile& file) {
        if (!copy_.to.exists(file.path)) return false;
        const TempDir folder(request_.downloads, "there-");
        try {
            fetch_checked(copy_.to, file.path, {file.sha256, file.bytes}, folder.path() / "file");
            return true;
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::source) throw;
            return false;  // damaged
        }
    }

    void copy_file(const PublishedFile& file) {
        if (is_there(file)) return uploader_.note({file.path, file.bytes, true});
        if (request_.dry_run) return uploader_.note({file.path, file.bytes, false});
        const TempDir folder(request_.downloads, "copy-");
        const auto local = fetch_checked(copy_.from, file.path, {file.sha256, file.bytes},
                                         folder.path() / fs::path(file.path).filename());
        uploader_.replace_file(file.path, local);
    }

    void copy_build(const PublishedBuild& build) {
        if (request_.sources)
            for (const auto& source : build.sources) copy_file(source);
        for (const auto& [kind, file] : build.beside) copy_file(file);
        copy_file(build.tarball);
        if (!build.alias.empty()) copy_alias(build);
    }

    // The short name has the same bytes, so the signature is the same.
    void copy_alias(const PublishedBuild& build) {
        const PublishedFile alias{build.alias, build.tarball.sha256, build.tarball.bytes};
        const auto signature = build.beside.find("signature");
        const bool is_signed = signature != build.beside.end();
        if (is_there(alias) && (!is_signed || copy_.to.exists(alias.path + kSignatureEnd)))
            return uploader_.note({alias.path, alias.bytes, true});
        if (request_.dry_run) return uploader_.note({alias.path, alias.bytes, false});
        const TempDir folder(request_.downloads, "alias-");
        const auto tarball = fetch_checked(copy_.to, build.tarball.path, {build.tarball.sha256, build.tarball.bytes},
                                           folder.path() / "tarball");
        replace_alias(alias.path, alias.sha256, tarball,
                      is_signed ? std::optional(uploader_.read(signature->second.path)) : std::nullopt, uploader_);
    }

    void copy_cache(const std::string& path) {
        if (request_.dry_run) {
            result_.caches.push_back({path, {}});
            return;
        }
        const auto from = copy_.open_from(path);
        const auto to = copy_.open_to(path);
        result_.caches.push_back(
            {path, copy_trusted_buildcache({request_.downloads, request_.jobs, request_.allow_stale}, *from, *to,
                                           copy_.trust, copy_.process, copy_.clock, copy_.progress)});
    }

    void publish() {
        const std::string key = copy_.trust.public_key(builds_.fingerprint);
        copy_.to.put(places::key(builds_.fingerprint), key);
        put_offered_key(copy_.to, builds_.fingerprint, key);
        copy_.to.put(places::kBuildIndex, builds_.signed_text);
    }

    const CopySiteRequest& request_;
    const SiteCopy& copy_;
    Uploader uploader_;
    TrustedBuilds builds_;
    CopySiteResult result_;
};

}  // namespace

CopySiteResult copy_site(const CopySiteRequest& request, const SiteCopy& copy) {
    return SiteCopier(request, copy).run();
}

}  // namespace sf
