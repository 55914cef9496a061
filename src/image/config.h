// What an image says of itself: its configuration and its labels (github.com/opencontainers/image-spec, config.md,
// annotations.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bundle/read_bundle.h"
#include "image/base.h"

namespace sf {

// Where the bundle lies in every image, whatever its version: layers of packages that two versions have in common are
// the same bytes. PREFIX/VERSION-BUILD, PREFIX/generations/1 and PREFIX/current lead there.
inline constexpr const char* kImagePrefix = "opt/slurm";
inline constexpr const char* kImageBuild = "opt/slurm/build";
inline constexpr const char* kEntrypoint = "opt/slurm/entrypoint.sh";

using ImageLabels = std::map<std::string, std::string>;

// org.opencontainers.image.* (revision: the tarball's SHA-256), and sf.* with what of the bundle they cannot say.
ImageLabels image_labels(const BundleFacts& facts);
// What of the base they say besides.
ImageLabels base_labels(const ImageBase& base);

struct ImageConfig {
    const BundleFacts& facts;
    const ImageBase& base;
    const std::vector<ImageLayer>& layers;  // that lie on the base's
    const ImageLabels& labels;
    unsigned client = 0;  // the number of the user who runs what is started without naming one
};

// The text of the configuration. Its time is the bundle's SOURCE_DATE_EPOCH.
std::string image_config(const ImageConfig& config);

}  // namespace sf
