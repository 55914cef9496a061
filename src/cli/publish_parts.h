// What of a build is published, in the words of --publish and --what.
#pragma once

#include <CLI/CLI.hpp>
#include <set>

#include "cli/choice.h"
#include "publish/publish.h"

namespace sf {

enum class PublishWhat { none, slurm, spack, deps, tarball, all };

inline std::set<PublishPart> parts_of(PublishWhat what) {
    switch (what) {
        case PublishWhat::slurm:
            return {PublishPart::slurm};
        case PublishWhat::deps:
            return {PublishPart::dependencies};
        case PublishWhat::spack:
            return {PublishPart::slurm, PublishPart::dependencies};
        case PublishWhat::tarball:
            return {PublishPart::tarball};
        case PublishWhat::all:
            return {PublishPart::slurm, PublishPart::dependencies, PublishPart::tarball};
        case PublishWhat::none:
            break;
    }
    return {};
}

// --what of `publish`
inline void add_what_option(CLI::App& command, PublishWhat& what) {
    command
        .add_option("--what", what,
                    "slurm: Slurm's package; deps: what it needs; spack: both; tarball: the tarball with all that lies "
                    "beside it; all (default)")
        ->type_name("PART")
        ->transform(choice<PublishWhat>({{"slurm", PublishWhat::slurm},
                                         {"deps", PublishWhat::deps},
                                         {"spack", PublishWhat::spack},
                                         {"tarball", PublishWhat::tarball},
                                         {"all", PublishWhat::all}}))
        ->default_str("");
}

// --publish of `build-slurm`
inline void add_publish_option(CLI::App& command, PublishWhat& what) {
    command
        .add_option("--publish", what,
                    "publish it to the site of --to: none (default), slurm (its package), deps (what it needs), spack "
                    "(both) or all (the tarball too)")
        ->type_name("WHAT")
        ->envname("SLURM_FACTORY_PUBLISH")
        ->transform(choice<PublishWhat>({{"none", PublishWhat::none},
                                         {"slurm", PublishWhat::slurm},
                                         {"spack", PublishWhat::spack},
                                         {"deps", PublishWhat::deps},
                                         {"all", PublishWhat::all}}))
        ->default_str("");
}

// The same of `build-compiler`, of which there is but one thing to publish.
inline void add_publish_option(CLI::App& command, bool& publish) {
    command
        .add_option_function<std::string>(
            "--publish", [&publish](const std::string& what) { publish = what == "all"; },
            "publish it to the site of --to: none (default) or all")
        ->type_name("WHAT")
        ->envname("SLURM_FACTORY_PUBLISH")
        ->check(CLI::IsMember({"none", "all"}));
}

}  // namespace sf
