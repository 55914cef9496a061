// What is in a bundle, or in what an SBOM describes: the names that advisories are compared with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sf {

struct Component {
    std::string name, version, purl;  // version and purl may be empty
    bool build_only = false;          // built with, and not shipped
};

// A tarball of build-slurm, an SPDX 2.2 or 2.3 document, or a CycloneDX one of version 1.2 to 1.7, both in JSON. The
// component that a document is about, and files, are no components. Throws Error(source) naming the file for anything
// else.
std::vector<Component> read_components(const std::filesystem::path& file);

}  // namespace sf
