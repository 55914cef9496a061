// REPOSITORY:TAG, by which an image is called, without a registry.
#pragma once

#include <string>

namespace sf {

struct ImageName {
    std::string repository, tag;

    std::string text() const { return repository + ":" + tag; }
};

// "site/slurm:24.11" or "site/slurm", which gets `tag`. Throws Error(usage) for what no registry takes
// (github.com/opencontainers/distribution-spec, spec.md, "Pulling manifests").
ImageName parse_image_name(const std::string& text, const std::string& tag);

}  // namespace sf
