// slurm-factory site: the page to browse what is published.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "publish/build_index.h"
#include "publish/places.h"
#include "site/page.h"

namespace sf {

namespace {

struct SiteCommand {
    std::string index, base_url, fingerprint, folder;
    bool json = false;

    void run(Services& services) const {
        const auto facts =
            site_facts(parse_build_index(read_file(index), index), services.catalog(), base_url, fingerprint);
        const std::string page = render_site(facts);
        const fs::path path = fs::absolute(folder) / places::kPage;
        make_dirs(path.parent_path());
        write_file_atomic(path, page);
        print(json ? pretty_json({{"page", path.string()},
                                  {"bytes", page.size()},
                                  {"builds", facts.index.builds.size()},
                                  {"signed", facts.is_signed()}})
                   : fmt::format("{} ({}): {} builds{}\n", path.string(), format_bytes(page.size()),
                                 facts.index.builds.size(), facts.is_signed() ? "" : ", signed by nobody"));
    }
};

}  // namespace

void add_site_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<SiteCommand>();
    auto* command = app.add_subcommand("site", "Write the page to browse what is published: one file, for a browser");
    command->add_option("--index", options->index, "list of builds as JSON, believed as it is: for a preview")
        ->type_name("FILE")
        ->required();
    command->add_option("--base-url", options->base_url, "where people find what is published, for the commands")
        ->type_name("URL")
        ->required();
    command->add_option("--fingerprint", options->fingerprint, "full fingerprint of the key that signs the builds")
        ->type_name("FINGERPRINT");
    command->add_option("--output", options->folder, "folder that gets index.html")->type_name("DIR")->required();
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Example:\n"
        "  slurm-factory site --index builds.json --base-url https://example.org/slurm --output ./page \\\n"
        "      --fingerprint 0123456789ABCDEF0123456789ABCDEF01234567");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
