// slurm-factory catalog check, catalog spack-repo.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "catalog/spack_repo.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace sf {

namespace {

void check(Services& services, bool json) {
    auto faults = check_catalog(services.catalog_folders());
    if (json) {
        print(pretty_json({{"valid", faults.empty()}, {"faults", faults}}));
    } else if (faults.empty()) {
        const auto& catalog = services.catalog();
        print(fmt::format("the catalog is valid: {} packages, {} releases, {} toolchains\n", catalog.packages().size(),
                          catalog.releases().size(), catalog.toolchains().size()));
    } else {
        print(join(faults, "\n") + "\n");
    }
    if (!faults.empty())
        throw Error(ErrorKind::catalog, fmt::format("{} faults in the catalog", faults.size()),
                    "docs/catalog.md describes the format");
}

void write_spack_repo(Services& services, const fs::path& folder, bool json) {
    const fs::path root = fs::absolute(folder) / kSpackRepoFolder;
    Json paths = Json::array();
    for (const auto& [path, content] : spack_repo(services.catalog())) {
        make_dirs((root / path).parent_path());
        write_file_atomic(root / path, content);
        paths.push_back(path.string());
    }
    print(json ? pretty_json({{"repository", root.string()}, {"files", std::move(paths)}})
               : fmt::format("{} packages for Spack: spack repo add {}\n", paths.size() - 1, root.string()));
}

void add_check_command(CLI::App& catalog, Services& services) {
    auto* command = catalog.add_subcommand("check", "Validate every file of the catalog and of your --catalog folders");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "as JSON");
    command->footer("Example:\n  slurm-factory catalog check --catalog ./site-catalog");
    command->callback([json, &services] { check(services, *json); });
}

void add_spack_repo_command(CLI::App& catalog, Services& services) {
    struct Options {
        std::string folder;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = catalog.add_subcommand(
        "spack-repo", "Write a package repository for Spack: recipes of what its own repository does not have");
    command->add_option("DIR", options->folder, "gets spack_repo/slurm_factory")->required();
    command->add_flag("--json", options->json, "as JSON");
    command->footer(
        "Example:\n"
        "  slurm-factory catalog spack-repo ~/spack-repos\n"
        "  spack repo add ~/spack-repos/spack_repo/slurm_factory");
    command->callback([options, &services] { write_spack_repo(services, options->folder, options->json); });
}

}  // namespace

void add_catalog_command(CLI::App& app, Services& services) {
    auto* command = app.add_subcommand("catalog", "The catalog of packages, releases and toolchains");
    command->require_subcommand(1);
    add_check_command(*command, services);
    add_spack_repo_command(*command, services);
}

}  // namespace sf
