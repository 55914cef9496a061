// slurm-factory buildcache: packages in Spack's binary format, signed; its subcommands stand in cmd_buildcache_*.cpp.
#include <CLI/CLI.hpp>

#include "buildcache/publish.h"
#include "cli/buildcache_commands.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace sf {

void MirrorOption::add_to(CLI::App& command) {
    command
        .add_option("--mirror", url,
                    "file:///DIR, DIR, https://HOST/PATH, s3://BUCKET/PREFIX or oci://HOST/REPOSITORY (default: "
                    "spack-buildcache of the home)")
        ->type_name("URL")
        ->envname("SLURM_FACTORY_MIRROR");
}

std::string MirrorOption::resolved(const Services& services) const {
    return url.empty() ? services.home().buildcache().string() : url;
}

std::unique_ptr<Mirror> MirrorOption::open(Services& services) const {
    return open_mirror(resolved(services), *services.http);
}

void MirrorsOption::add_to(CLI::App& command) {
    command
        .add_option("--mirror", urls,
                    "file:///DIR, DIR, https://HOST/PATH, s3://BUCKET/PREFIX or oci://HOST/REPOSITORY, may be repeated "
                    "(default: spack-buildcache of the home)")
        ->type_name("URL")
        ->allow_extra_args(false)
        ->envname("SLURM_FACTORY_MIRROR");
}

std::vector<std::unique_ptr<Mirror>> MirrorsOption::open(Services& services) const {
    std::vector<std::unique_ptr<Mirror>> mirrors;
    for (const auto& url : urls) mirrors.push_back(open_mirror(url, *services.http));
    if (mirrors.empty()) mirrors.push_back(open_mirror(services.home().buildcache().string(), *services.http));
    return mirrors;
}

FileLock lock_mirror(const WritableMirror& written, const Services& services, Progress& progress) {
    return lock_mirror(written.url(), services.home(), progress);
}

void add_buildcache_command(CLI::App& app, Services& services) {
    auto* command = app.add_subcommand("buildcache", "Packages in Spack's binary format: push, list, install, check");
    command->require_subcommand(1);
    add_publishing_commands(*command, services);
    add_migrate_command(*command, services);
    add_reading_commands(*command, services);
}

}  // namespace sf
