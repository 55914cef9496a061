// slurm-factory: parses the command line, runs one command, and reports every Error in one place.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/environment.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace {

void add_global_options(CLI::App& app, sf::Services& services) {
    app.add_flag("-v,--verbose", services.verbose, "say more: commands, decisions, output of builds")
        ->envname("SLURM_FACTORY_VERBOSE");
    app.add_flag("-q,--quiet", services.quiet, "say nothing but warnings, errors and results")
        ->envname("SLURM_FACTORY_QUIET");
    app.add_option("--home", services.home_option,
                   "folder of the store, caches, logs and builds (default ~/.slurm-factory)")
        ->type_name("DIR")
        ->envname("SLURM_FACTORY_HOME");
    app.add_option("--catalog", services.catalogs,
                   "folder with packages, releases, toolchains of your own; repeatable, later ones win")
        ->type_name("DIR")
        ->allow_extra_args(false)
        ->delimiter(':')
        ->envname("SLURM_FACTORY_CATALOG");
    app.add_option("--registry", services.registry,
                   "registry that has the images of root filesystems (default: the one that the toolchain names)")
        ->type_name("HOST[:PORT]")
        ->envname("SLURM_FACTORY_REGISTRY");
    app.add_option("--stall-timeout", services.stall_timeout_s,
                   "seconds without data after which a download is broken off and gone on with (default 30)")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 86400))
        ->envname("SLURM_FACTORY_STALL_TIMEOUT");
    app.set_version_flag("--version", "slurm-factory " SF_VERSION);
}

// Every option and command a user could have meant at this place.
std::vector<std::string> known_words(const CLI::App& app) {
    std::vector<std::string> words;
    for (const CLI::App* level = &app; level; level = level->get_parent()) {
        for (const auto* option : level->get_options())
            for (const auto& name : option->get_lnames()) words.push_back("--" + name);
    }
    for (const auto* command : app.get_subcommands({})) words.push_back(command->get_name());
    return words;
}

const CLI::App& innermost(const CLI::App& app) {
    auto chosen = app.get_subcommands();
    return chosen.empty() ? app : innermost(*chosen.front());
}

void report(const sf::Error& error) {
    std::string text = "slurm-factory: error: ";
    for (const auto& context : error.context()) text += context + ": ";
    text += error.message() + "\n";
    if (!error.hint().empty()) text += "  hint: " + error.hint() + "\n";
    std::fputs(text.c_str(), stderr);
}

// CLI11's own words, with the nearest names for what it does not know.
int report_parse_error(const CLI::App& app, const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) return app.exit(problem);
    const auto& command = innermost(app);
    auto unknown = command.remaining(true);
    if (unknown.empty()) unknown = app.remaining(true);
    if (unknown.empty()) {
        report(sf::Error(sf::ErrorKind::usage, problem.what(), "see slurm-factory --help"));
    } else {
        auto word = unknown.front().substr(0, unknown.front().find('='));
        auto near = sf::nearest(word, known_words(command));
        auto hint = near.empty() ? std::string() : "did you mean " + sf::join(near, ", ") + "? ";
        auto kind = word.starts_with('-') ? "unknown option " : "unknown command or argument ";
        report(sf::Error(sf::ErrorKind::usage, kind + word, hint + "see " + command.get_display_name() + " --help"));
    }
    return static_cast<int>(sf::ErrorKind::usage);
}

}  // namespace

int main(int argc, char** argv) {
    sf::hide_secret_variables();
    // Roots, store and bundles are read by other users (munge refuses folders that a group can write): what they are
    // like must not depend on the caller's umask.
    ::umask(022);
    sf::Services services;
    CLI::App app{"Turns one command into a relocatable, proven Slurm.", "slurm-factory"};
    app.require_subcommand(1);
    app.fallthrough();
    app.get_formatter()->column_width(34);
    app.footer(
        "Examples:\n"
        "  slurm-factory build-slurm --slurm-version 24.11 --minimal --verify\n"
        "  slurm-factory plan --slurm-version 24.11 --minimal\n"
        "  slurm-factory prove ~/.slurm-factory/builds/slurm-24.11-bookworm-minimal-software.tar.gz --on trixie\n"
        "Documentation: docs/commands.md");
    add_global_options(app, services);
    sf::add_build_command(app, services);
    sf::add_build_compiler_command(app, services);
    sf::add_plan_command(app, services);
    sf::add_prove_command(app, services);
    sf::add_inspect_command(app, services);
    sf::add_audit_command(app, services);
    sf::add_sbom_command(app, services);
    sf::add_buildcache_command(app, services);
    sf::add_image_command(app, services);
    sf::add_publish_command(app, services);
    sf::add_revoke_command(app, services);
    sf::add_mirror_command(app, services);
    sf::add_key_command(app, services);
    sf::add_install_command(app, services);
    sf::add_switch_command(app, services);
    sf::add_rollback_command(app, services);
    sf::add_list_command(app, services);
    sf::add_uninstall_command(app, services);
    sf::add_gc_command(app, services);
    sf::add_toolchain_command(app, services);
    sf::add_release_command(app, services);
    sf::add_catalog_command(app, services);
    sf::add_site_command(app, services);
    sf::add_doctor_command(app, services);
    sf::add_configure_command(app, services);
    sf::add_clean_command(app, services);
    sf::add_completion_command(app, services);
    sf::add_man_command(app, services);

    try {
        app.parse_complete_callback([&services] {
            sf::setup_log(services.quiet     ? sf::Verbosity::quiet
                          : services.verbose ? sf::Verbosity::verbose
                                             : sf::Verbosity::normal);
            sf::install_interrupt_handlers();
            services.http = sf::make_http(services.stall_timeout_s);
        });
        app.parse(argc, argv);
        return services.status;
    } catch (const CLI::ParseError& problem) {
        return report_parse_error(app, problem);
    } catch (const sf::Error& error) {
        report(error);
        return error.exit_status();
    } catch (const std::exception& problem) {
        // Nothing below is meant to throw anything but Error: name it as ours.
        report(sf::Error(sf::ErrorKind::failure, problem.what(),
                         "this is a fault of slurm-factory; run again with -v and report it"));
        return static_cast<int>(sf::ErrorKind::failure);
    }
}
