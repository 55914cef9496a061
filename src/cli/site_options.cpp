#include "cli/site_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/parallel.h"
#include "base/text.h"
#include "bundle/compressed_file.h"
#include "cli/services.h"
#include "publish/places.h"
#include "site/page.h"

namespace sf {

void SiteOptions::add_to(CLI::App& command) {
    command.add_option("--to", to, "the site's root: file:///DIR, DIR, s3://BUCKET/PREFIX or oci://HOST/REPOSITORY")
        ->type_name("URL")
        ->envname("SLURM_FACTORY_TO");
    signing.add_to(command);
    signing.add_unsigned_to(command);
    add_valid_days_option(command, valid_days);
}

void ContentOptions::add_to(CLI::App& command) {
    command.add_flag("--no-sources", no_sources,
                     "leave out the sources of what is under the GPL: the site offers them otherwise");
    command.add_flag("--allow-eol", allow_eol, "publish a release whose support has ended");
    command
        .add_option("--base-url", base_url,
                    "where people find the site: writes the page to browse, index.html, with it (default: no page)")
        ->type_name("URL")
        ->envname("SLURM_FACTORY_BASE_URL");
}

OpenSite::OpenSite(const SiteOptions& options, Services& services, Progress& progress)
    : valid_days_(options.valid_days), home_(services.home()) {
    if (options.to.empty())
        throw Error(ErrorKind::usage, "nothing says where to publish", "--to URL, or the variable SLURM_FACTORY_TO");
    root_ = open_writable_mirror(options.to, *services.http);
    signer_.reset(new Signer(options.signing.signer(services)));
    lock_.emplace(lock_mirror(root_->url(), home_, progress));
    const auto open_below = [this, &http = *services.http](const std::string& path) {
        return open_writable_mirror(root_->url() + "/" + path, http);
    };
    publisher_.emplace(Publisher{home_, services.catalog(), *root_, open_below, *signer_, *services.process,
                                 *services.clock, progress});
}

PublishResult OpenSite::publish(PublishRequest request, const ContentOptions& content) const {
    request.sources = !content.no_sources;
    request.allow_eol = content.allow_eol;
    request.valid_days = valid_days_;
    request.jobs = usable_processors();
    if (!content.base_url.empty())
        site_facts({}, publisher_->catalog, content.base_url, "");  // refuses a wrong one now
    auto result = publish_builds(request, *publisher_);
    if (!content.base_url.empty() && !request.dry_run) put_page(result.index, content.base_url);
    return result;
}

void OpenSite::put_page(const BuildIndex& index, const std::string& base_url) const {
    root_->put(places::kPage, render_site(site_facts(index, publisher_->catalog, base_url, signer_->fingerprint())));
}

PublishResult OpenSite::publish_compiler(const std::string& version, bool dry_run) const {
    return sf::publish_compiler(version, request(dry_run), *publisher_);
}

PublishResult OpenSite::publish_program(const fs::path& folder, bool dry_run) const {
    return sf::publish_program(folder, request(dry_run), *publisher_);
}

PublishRequest OpenSite::request(bool dry_run) const {
    PublishRequest request;
    request.dry_run = dry_run;
    request.valid_days = valid_days_;
    request.jobs = usable_processors();
    return request;
}

Json OpenSite::to_json(const PublishResult& result) const {
    Json caches = Json::array();
    for (const auto& cache : result.caches)
        caches.push_back(Json{
            {"path", cache.path}, {"serial", cache.pushed.serial}, {"packages", sf::to_json(cache.pushed.packages)}});
    return {{"to", root_->url()},
            {"signed", !signer_->is_nobody()},
            {"fingerprint", signer_->fingerprint()},
            {"serial", result.index.serial},
            {"files", sf::to_json(result.files)},
            {"buildcaches", std::move(caches)}};
}

std::string OpenSite::to_text(const PublishResult& result, bool dry_run) const {
    std::string text;
    std::size_t put = 0, there = 0;
    std::uint64_t bytes = 0;
    const auto add = [&](const std::string& what, std::uint64_t size, bool was_there) {
        ++(was_there ? there : put);
        if (was_there) return;
        bytes += size;
        text += fmt::format("{:>9}  {}\n", format_bytes(size), what);
    };
    for (const auto& cache : result.caches)
        for (const auto& package : cache.pushed.packages)
            add(fmt::format("{}: {} {} /{}", cache.path, package.name, package.version, package.hash), package.bytes,
                package.was_there);
    for (const auto& file : result.files) add(file.path, file.bytes, file.was_there);
    return text + fmt::format("{}: {} {} ({}), {} were there; list of builds {}, {}\n", root_->url(), put,
                              dry_run ? "would be put" : "put", format_bytes(bytes), there, result.index.serial,
                              signer_->is_nobody() ? "UNSIGNED" : "signed by " + signer_->fingerprint());
}

}  // namespace sf
