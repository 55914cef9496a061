// What has to be offered beside binaries under the GPL and its kin: the sources, our patches, the recipe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bundle/read_bundle.h"
#include "catalog/catalog.h"

namespace sf {

struct SourceFile {
    std::filesystem::path local;
    std::string name;  // as it is published
    std::string sha256;
};

// Of each shipped package whose license names the GPL or LGPL: its source as it was built from, in `cache` (the home's
// source cache), its patches and its file of the catalog. Checksums are what the bundle says;
// whoever publishes a file compares. Throws Error(usage) for what is not there any more.
std::vector<SourceFile> sources_to_offer(const BundleFacts& facts, const Catalog& catalog,
                                         const std::filesystem::path& cache);

}  // namespace sf
