// slurm-factory mirror: a published site -> a folder for machines without a network.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "buildcache/publish.h"
#include "bundle/compressed_file.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "publish/copy_site.h"

namespace sf {
namespace {

struct MirrorSiteCommand {
    std::string from, to;
    CopySiteRequest request;
    bool no_sources = false, json = false;

    void run(Services& services) {
        auto& http = *services.http;
        const auto source = open_mirror(from, http);
        const auto target = open_writable_mirror(to, http);
        const TrustStore trust(services.home().trust());
        const auto progress = services.progress();
        const auto lock = lock_mirror(target->url(), services.home(), *progress);
        request.sources = !no_sources;
        request.downloads = services.home().tmp() / "downloads";
        request.jobs = usable_processors();
        const auto open_from = [&](const std::string& path) { return open_mirror(source->url() + "/" + path, http); };
        const auto open_to = [&](const std::string& path) {
            return open_writable_mirror(target->url() + "/" + path, http);
        };
        const auto result = copy_site(
            request, {*source, *target, open_from, open_to, trust, *services.process, *services.clock, *progress});
        print(json ? pretty_json(to_json(result)) : to_text(result));
    }

    Json to_json(const CopySiteResult& result) const {
        Json caches = Json::array();
        for (const auto& [path, copied] : result.caches)
            caches.push_back(Json{
                {"path", path}, {"copied", copied.copied}, {"was_there", copied.was_there}, {"bytes", copied.bytes}});
        return {{"from", from},
                {"to", to},
                {"serial", result.serial},
                {"files", sf::to_json(result.files)},
                {"buildcaches", std::move(caches)}};
    }

    std::string to_text(const CopySiteResult& result) const {
        std::string text;
        std::size_t copied = 0, there = 0;
        std::uint64_t bytes = 0;
        for (const auto& file : result.files) {
            ++(file.was_there ? there : copied);
            if (!file.was_there) bytes += file.bytes;
            if (!file.was_there) text += fmt::format("{:>9}  {}\n", format_bytes(file.bytes), file.path);
        }
        for (const auto& [path, cache] : result.caches)
            text += request.dry_run ? fmt::format("{:>9}  {}\n", "", path)
                                    : fmt::format("{:>9}  {}: {} packages, {} were there\n", format_bytes(cache.bytes),
                                                  path, cache.copied, cache.was_there);
        return text + fmt::format("{}: {} files {} ({}), {} were there; list of builds {}\n", to, copied,
                                  request.dry_run ? "would be copied" : "copied", format_bytes(bytes), there,
                                  result.serial);
    }
};

}  // namespace

void add_mirror_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<MirrorSiteCommand>();
    auto& request = options->request;
    auto* command = app.add_subcommand(
        "mirror",
        "Copy a published site to a folder, for machines without a network; what is there is not copied again");
    command->add_option("--from", options->from, "the site's root, whose key is trusted (buildcache keys)")
        ->type_name("URL")
        ->required();
    command->add_option("--to", options->to, "the folder that becomes such a site: file:///DIR or DIR")
        ->type_name("DIR")
        ->required();
    command->add_option("--release", request.release, "only this release of Slurm: 25.11")->type_name("RELEASE");
    command->add_option("--toolchain", request.toolchain, "only what was built for this one")->type_name("NAME");
    command->add_flag("--no-sources", options->no_sources, "leave out the sources of what is under the GPL");
    command->add_flag("--allow-stale", request.allow_stale,
                      "take an index that has expired or is older than one seen before");
    command->add_flag("--dry-run", request.dry_run, "show what would be copied, and copy nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory buildcache keys --mirror https://example.org/slurm --install --trust FINGERPRINT\n"
        "  slurm-factory mirror --from https://example.org/slurm --to /media/usb/slurm\n"
        "  slurm-factory mirror --from s3://bucket/slurm --to /srv/slurm --release 25.11 --toolchain noble");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
