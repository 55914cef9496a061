// Image manifests (github.com/opencontainers/image-spec, manifest.md): what a registry keeps under a tag.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sf {

struct OciBlob {
    std::string media_type;
    std::string sha256;
    std::uint64_t bytes = 0;

    bool operator==(const OciBlob&) const = default;
};

struct OciManifest {
    std::string artifact_type;  // empty: it is an image
    OciBlob config;
    std::vector<OciBlob> layers;
    std::map<std::string, std::string> annotations;

    bool operator==(const OciManifest&) const = default;
};

namespace oci {

inline constexpr const char* kManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr const char* kConfig = "application/vnd.oci.image.config.v1+json";
inline constexpr const char* kLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr const char* kEmpty = "application/vnd.oci.empty.v1+json";
inline constexpr const char* kEmptyContent = "{}";

}  // namespace oci

// The same manifest gives the same bytes, on one line.
std::string oci_manifest_text(const OciManifest& manifest);
// Throws Error(source) naming `origin` for what is no image manifest, and for blobs that are not named by their
// SHA-256.
OciManifest parse_oci_manifest(const std::string& text, const std::string& origin);

// x86_64 -> amd64, as Go and so all images name processors.
std::string oci_architecture(const std::string& arch);

}  // namespace sf
