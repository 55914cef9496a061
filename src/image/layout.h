// Where an image is written to: a folder with an OCI layout, an archive of one
// (github.com/opencontainers/image-spec, image-layout.md), or a registry.
#pragma once

#include <filesystem>
#include <string>

#include "image/image.h"
#include "mirror/oci_registry.h"

namespace sf {

struct ImageOutput {
    enum class Kind { archive, layout };
    Kind kind = Kind::archive;
    std::filesystem::path path;
};

// oci:DIR, oci-archive:FILE, or FILE. Throws Error(usage) for another transport.
ImageOutput parse_image_output(const std::string& text);

// A folder that has a layout gets this image besides, in the place of one of the same name; its index is written last.
// An archive is replaced by a rename; it has docker's own manifest.json as well, so that every `docker load` takes it.
void write_image(const MadeImage& image, const ImageOutput& output);

// Blobs that the repository has are not sent again; the tag comes last.
void push_image(const MadeImage& image, OciRegistry& registry);

}  // namespace sf
