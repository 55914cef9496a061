// Which files of a bundle make a layer: a package each, so that what stays the same from one version of Slurm to the
// next is stored, sent and fetched once.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct LayerContent {
    std::string name;                // "openssl 3.5.7", or what is in the last one
    bool of_release = false;         // Slurm, what is built on it, and the bundle's own files
    std::vector<std::string> paths;  // relative to the bundle, sorted
};

// In the order in which they lie on each other, what changes least first: packages that others are built on before
// those, then Slurm with what is built on it, then the bundle's own files, but for its manifest. `spec`, `files`:
// manifest/spec.json and manifest/files.json, which read_bundle() has checked.
std::vector<LayerContent> layer_contents(const Json& spec, const Json& files);

}  // namespace sf
