// The commands by which a build is installed, from templates in catalog/assets/site.
#pragma once

#include <string>
#include <vector>

#include "site/site_facts.h"

namespace sf {

struct InstallWay {
    std::string id;        // tarball, spack, slurm-factory
    std::string title;     // what people call it
    std::string note;      // what to know before one copies it
    std::string commands;  // for a shell, as they are
};

// Those that the build can be installed by: Spack where its buildcaches are published, slurm-factory where the list is
// signed; none if it was revoked.
std::vector<InstallWay> install_ways(const SiteFacts& facts, const PublishedBuild& build);

}  // namespace sf
