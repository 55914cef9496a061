#include "cli/request_options.h"

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/services.h"
#include "concretize/target.h"

namespace sf {

namespace {

void add_compiler_version(CLI::App& command, std::string& version) {
    command
        .add_option("--compiler-version", version,
                    "gcc of the catalog to compile with: 12, 12.5.0 (default: the toolchain's own)")
        ->type_name("V")
        ->envname("SLURM_FACTORY_COMPILER_VERSION");
}

void add_toolchain(CLI::App& command, std::string& toolchain) {
    command.add_option("--toolchain", toolchain, "operating system to build for (default: this machine's)")
        ->type_name("NAME")
        ->envname("SLURM_FACTORY_TOOLCHAIN");
}

void add_target(CLI::App& command, std::string& target) {
    command.add_option("--target", target, "processor to build for (default: x86_64_v3 on x86, aarch64 there)")
        ->type_name("x86_64|x86_64_v2|x86_64_v3|x86_64_v4|aarch64|native")
        ->envname("SLURM_FACTORY_TARGET");
}

void add_source_options(CLI::App& command, RequestOptions& options) {
    command
        .add_option("--sources", options.sources,
                    "which origins: upstream, debian, or auto (upstream where it can be reached)")
        ->envname("SLURM_FACTORY_SOURCES")
        ->default_str("auto")
        ->check(CLI::IsMember({"upstream", "debian", "auto"}));
    command.add_option("--source", options.local_sources, "build package NAME from your own tarball; repeatable")
        ->type_name("NAME=PATH")
        ->allow_extra_args(false)
        ->envname("SLURM_FACTORY_SOURCE");
}

}  // namespace

void RequestOptions::add_to(CLI::App& command) {
    command.add_option("--slurm-version", slurm_version, "Slurm to build: 24.11, 24.11.5 or 24-11-5-1")
        ->type_name("V")
        ->envname("SLURM_FACTORY_SLURM_VERSION")
        ->default_str(kDefaultRelease);
    add_toolchain(command, toolchain);
    command.add_flag("--minimal", minimal, "Slurm without MPI, PMIx, UCX and HDF5")->envname("SLURM_FACTORY_MINIMAL");
    command.add_flag("--gpu", gpu, "the default flavour with UCX and Open MPI for CUDA and ROCm, and gpu/rsmi")
        ->envname("SLURM_FACTORY_GPU");
    command.add_option("--with", with, "put an optional package of the release into the bundle too; repeatable")
        ->type_name("PACKAGE")
        ->allow_extra_args(false)
        ->envname("SLURM_FACTORY_WITH");
    add_target(command, target);
    add_compiler_version(command, compiler_version);
    add_source_options(command, *this);
}

void RequestOptions::add_compiler_options_to(CLI::App& command) {
    add_compiler_version(command, compiler_version);
    command.get_option("--compiler-version")->required()->description("gcc to build: 12, 12.5.0 (7.5.0 to 15.2.0)");
    add_toolchain(command, toolchain);
    add_target(command, target);
    add_source_options(command, *this);
}

namespace {

std::map<std::string, std::string> parse_local_sources(const std::vector<std::string>& given) {
    std::map<std::string, std::string> parsed;
    for (const auto& item : given) {
        auto equals = item.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == item.size())
            throw Error(ErrorKind::usage, "--source " + item + " is not NAME=PATH",
                        "for example --source slurm=./slurm-24.11.7.tar.bz2");
        auto path = item.substr(equals + 1);
        if (!fs::is_regular_file(path))
            throw Error(ErrorKind::usage, "--source " + item + ": there is no file " + path);
        parsed[item.substr(0, equals)] = fs::absolute(path).string();
    }
    return parsed;
}

std::string host_toolchain(const Catalog& catalog) {
    if (const auto* toolchain = toolchain_of_host(catalog)) return toolchain->name;
    std::vector<std::string> known;
    for (const auto& [name, unused] : catalog.toolchains()) known.push_back(name);
    throw Error(ErrorKind::usage, "the catalog has no toolchain for this machine's operating system",
                "choose one with --toolchain: " + join(known, ", "));
}

}  // namespace

Request RequestOptions::to_request(Services& services) const {
    if (minimal && gpu)
        throw Error(ErrorKind::usage, "--minimal and --gpu exclude each other", "leave one of them out");
    Request request;
    request.slurm_version = slurm_version.empty() ? kDefaultRelease : slurm_version;
    request.toolchain = toolchain.empty() ? host_toolchain(services.catalog()) : toolchain;
    request.flavour = minimal ? "minimal" : gpu ? "gpu" : "default";
    request.with = with;
    request.target = target.empty() ? default_target(read_file("/proc/cpuinfo")) : target;
    request.compiler_version = compiler_version;
    request.sources = sources.empty() ? "auto" : sources;
    request.local_sources = parse_local_sources(local_sources);
    return request;
}

void add_explain_option(CLI::App& command, std::string& package, bool& given) {
    command
        .add_option("--explain", package,
                    "say who needs PACKAGE (without one: each) and which rule chose its version; build nothing")
        ->type_name("PACKAGE")
        ->expected(0, 1)
        ->each([&given](const std::string&) { given = true; });
}

std::string explain_text(const Plan& plan, const std::string& package) {
    if (!package.empty()) return explain(plan, package);
    std::string text;
    for (const auto& planned : plan.packages) text += explain(plan, planned.spec.name) + "\n";
    return text;
}

Plan plan_request(const Request& request, Services& services) {
    const auto& catalog = services.catalog();
    auto choice = choose_sources(services.home(), *services.http, services.source_settings(), catalog, request);
    return concretize(request, catalog, choice);
}

}  // namespace sf
