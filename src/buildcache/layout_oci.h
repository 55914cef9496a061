// Layout v3 in a registry: all of its files are there (oci_mirror.h), and where Spack reads an image of a package or of
// its index instead of v3's manifest, the file at the manifest's path is that image, with the manifest inside it.
// Source: Spack's lib/spack/spack/binary_distribution.py, _oci_put_manifest and _oci_update_index.
#pragma once

#include <filesystem>
#include <string>

#include "mirror/oci_mirror.h"

namespace sf {

// Nothing for a mirror that is in no registry.
OciMirror* as_registry(WritableMirror& mirror);

// The tarball, which becomes the image's layer. A layer is known by the checksum of its tar too, which is noted here.
void put_layer(OciMirror& registry, const std::string& path, const std::filesystem::path& tarball);
// The image of the package whose signed manifest this is; what that names is there. Nobody has to believe the image.
void put_package_image(OciMirror& registry, const std::string& path, const std::string& signed_manifest);
// The same of Spack's index.
void put_index_image(OciMirror& registry, const std::string& spack_index);

}  // namespace sf
