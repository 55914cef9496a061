// What this machine has built and can publish.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bundle/read_bundle.h"

namespace sf {

struct LocalBuild {
    std::filesystem::path tarball;
    std::string name;   // with the full version: slurm-24.11.5-bookworm-software.tar.gz
    std::string alias;  // with the release: slurm-24.11-bookworm-software.tar.gz
    BundleFacts facts;

    // What lies beside it under one of the two names, with this ending; an empty path if nothing does.
    std::filesystem::path beside(const std::string& ending) const;
};

// `wanted`: files, or names of files in `folder`, or releases and versions (24.11, 24.11.5) of what lies there; none:
// all of it. A tarball under both of its names is one build. Throws Error(usage) for what is not there, is no bundle
// or was renamed, Error(source) for one that does not have the checksum beside it.
std::vector<LocalBuild> find_builds(const std::vector<std::string>& wanted, const std::filesystem::path& folder);

}  // namespace sf
