#include "publish/publish.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "buildcache/keys.h"
#include "publish/own_builds.h"
#include "publish/package_documents.h"
#include "publish/places.h"
#include "publish/program.h"
#include "publish/sources.h"
#include "publish/tarballs.h"
#include "store/store.h"

namespace sf {
namespace {

std::string end_of_life(const std::string& release, const Catalog& catalog) {
    const auto found = catalog.releases().find(release);
    return found == catalog.releases().end() ? "" : found->second.end_of_life;
}

class Publication {
  public:
    Publication(const PublishRequest& request, const Publisher& publisher)
        : request_(request),
          publisher_(publisher),
          uploader_(publisher.root, publisher.home.tmp(), request.dry_run, publisher.progress),
          describe_(documents_of(request.builds)),
          before_(load_own_builds(publisher.root, publisher.signer, publisher.process)) {
        make_dirs(publisher.home.tmp());
    }

    void put_tarballs() {
        for (const auto& build : request_.builds) {
            const auto sources = request_.sources
                                     ? sources_to_offer(build.facts, publisher_.catalog, publisher_.home.sources())
                                     : std::vector<SourceFile>();
            auto published = put_build(build, sources, before_, uploader_, publisher_.signer);
            if (published.published == 0) published.published = publisher_.clock.unix_seconds();
            published.end_of_life = end_of_life(build.facts.release, publisher_.catalog);
            put_alias(build, published, before_, uploader_);
            builds_.push_back(std::move(published));
        }
    }

    void put_program(const fs::path& folder) {
        program_ = sf::put_program(folder, before_, uploader_, publisher_.signer);
    }

    void push(const std::string& path, std::vector<std::string> wanted, PushOnly only) {
        const auto mirror = publisher_.open_below(path);
        PushRequest push;
        push.wanted = std::move(wanted);
        push.scratch = publisher_.home.tmp();
        push.valid_days = request_.valid_days;
        push.jobs = request_.jobs;
        push.only = only;
        push.dry_run = request_.dry_run;
        push.describe = describe_;
        result_.caches.push_back({path, push_packages(push, Store(publisher_.home), *mirror, publisher_.signer,
                                                      publisher_.process, publisher_.clock, publisher_.progress)});
    }

    // Packages of one place go there in one push.
    void push_all(PushOnly only, const std::function<std::string(const BundleFacts&)>& place) {
        std::map<std::string, std::vector<std::string>> wanted;
        for (const auto& build : request_.builds) wanted[place(build.facts)].push_back("/" + build.facts.hash);
        for (auto& [path, hashes] : wanted) push(path, std::move(hashes), only);
    }

    PublishResult finish() {
        result_.index = before_;
        if (!request_.dry_run) {
            offer_key();
            const auto& site = publisher_;
            result_.index = update_builds({site.root, site.signer, site.process, site.clock, request_.valid_days},
                                          [this](BuildIndex& index) { add_to(index); });
        }
        result_.files = uploader_.files();
        return std::move(result_);
    }

  private:
    // Where gpg's users find it, and where `buildcache keys` does.
    void offer_key() {
        if (publisher_.signer.is_nobody()) return;
        const std::string fingerprint = publisher_.signer.fingerprint(), key = publisher_.signer.public_key();
        publisher_.root.put(places::key(fingerprint), key);
        put_offered_key(publisher_.root, fingerprint, key);
    }

    void add_to(BuildIndex& index) const {
        for (const auto& build : builds_) {
            for (auto& [id, other] : index.builds)
                if (other.alias == build.alias) other.alias.clear();
            auto& entry = index.builds[build.id()];
            const bool same = entry.tarball == build.tarball;
            std::string revoked = same ? entry.revoked : "";  // somebody else may have revoked it meanwhile
            entry = build;
            entry.revoked = std::move(revoked);
        }
        for (const auto& cache : result_.caches) index.caches.insert(cache.path);
        for (const auto& file : program_) index.program[file.path] = file;
    }

    const PublishRequest& request_;
    const Publisher& publisher_;
    Uploader uploader_;
    DescribePackage describe_;
    BuildIndex before_;
    std::vector<PublishedBuild> builds_;
    std::vector<PublishedFile> program_;
    PublishResult result_;
};

}  // namespace

void refuse_end_of_life(const std::string& release, const Catalog& catalog, Clock& clock) {
    constexpr std::size_t kDate = 10;  // 2026-05-31
    const std::string end = end_of_life(release, catalog);
    if (!end.empty() && end < format_utc(clock.unix_seconds()).substr(0, kDate))
        throw Error(ErrorKind::usage,
                    fmt::format("the support of Slurm {} ended on {}: nobody mends its faults any more", release, end),
                    "publish a newer release, or this one with --allow-eol");
}

PublishResult publish_builds(const PublishRequest& request, const Publisher& publisher) {
    if (!request.allow_eol)
        for (const auto& build : request.builds)
            refuse_end_of_life(build.facts.release, publisher.catalog, publisher.clock);
    Publication publication(request, publisher);
    if (request.parts.contains(PublishPart::dependencies))
        publication.push_all(PushOnly::dependencies,
                             [](const BundleFacts& facts) { return places::dependencies(facts.toolchain); });
    if (request.parts.contains(PublishPart::slurm))
        publication.push_all(PushOnly::package,
                             [](const BundleFacts& facts) { return places::slurm(facts.toolchain, facts.release); });
    if (request.parts.contains(PublishPart::tarball)) publication.put_tarballs();
    return publication.finish();
}

PublishResult publish_compiler(const std::string& version, const PublishRequest& request, const Publisher& publisher) {
    Publication publication(request, publisher);
    publication.push(places::compiler(version), {"gcc@" + version}, PushOnly::everything);
    return publication.finish();
}

PublishResult publish_program(const fs::path& folder, const PublishRequest& request, const Publisher& publisher) {
    Publication publication(request, publisher);
    publication.put_program(folder);
    return publication.finish();
}

}  // namespace sf
